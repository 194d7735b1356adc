# R 4.2.2, base packages only: Rscript reference.R > reference.csv (in this folder).
# Poisson glm at machine precision for given models, and step() for the choice of a model.
control <- glm.control(epsilon = 1e-15, maxit = 100)
full <- function(file, lists, covariates) {
  d <- read.csv(file)
  levels <- c(setNames(rep(list(0:1), length(lists)), lists),
              lapply(setNames(covariates, covariates), function(v) sort(unique(d[[v]]))))
  g <- do.call(expand.grid, c(levels, stringsAsFactors = TRUE))
  key <- function(x) do.call(paste, c(lapply(x[c(lists, covariates)], as.character), sep = "|"))
  g$count <- d$count[match(key(g), key(d))]
  g$count[is.na(g$count)] <- 0
  g$unseen <- rowSums(g[lists]) == 0
  g
}
fits <- function(name, g, model) {
  seen <- g[!g$unseen, ]
  rhs <- model
  m <- glm(as.formula(paste("count ~", rhs)), poisson, seen, control = control)
  hidden <- g[g$unseen, ]
  X <- model.matrix(delete.response(terms(m)), hidden, xlev = m$xlevels)
  keep <- !is.na(coef(m))
  eta <- drop(X[, keep, drop = FALSE] %*% coef(m)[keep])
  dark <- exp(eta)
  V <- vcov(m)
  V <- V[names(coef(m))[keep], names(coef(m))[keep]]
  w <- drop(dark %*% X[, keep, drop = FALSE])
  se <- sqrt(drop(w %*% V %*% w)) / sum(dark)
  put <- function(what, value) cat(paste(name, gsub(" ", "", model), what, sprintf("%.15g", value), sep = ";"), "\n", sep = "")
  put("N", sum(seen$count) + sum(dark))
  put("logDarkSE", se)
  put("deviance", deviance(m))
  put("logLikelihood", as.numeric(logLik(m)))
  put("parameters", m$rank)
  put("df", m$df.residual)
  put("smallestMean", min(fitted(m)))
  for (v in intersect(c("age", "sex", "year", "eth"), names(g))) {
    for (l in sort(unique(g[[v]]))) {
      s <- sum(seen$count[seen[[v]] == l]) + sum(dark[hidden[[v]] == l])
      put(paste0(v, "=", l), s)
    }
  }
}
cat("data;model;quantity;value\n")
spina <- full("spina.csv", c("S1", "S2", "S3"), "eth")
for (m in c("S1+S2+S3+eth", "S1+S2+S3+eth+S2:S3", "S1+S2+S3+eth+S2:S3+S1:S2", "S1+S2+S3+eth+S2:S3+S1:S2+S1:eth"))
  fits("spina", spina, m)
lists <- c("A", "B", "C", "D")
synthetic <- full("synthetic.csv", lists, c("age", "sex", "year"))
for (m in c("A+B+C+D+age+sex+year",
            "A*B+C*D+age*sex+poly(year,2)",
            "(A+B+C+D)*(age+sex)+A*B+C*D+age*sex+poly(year,2)*(A+C)",
            "(A+B+C+D+age+sex+poly(year,3))^2",
            "A*B*age+C*D+sex*age*poly(year,2)+B*sex"))
  fits("synthetic", synthetic, m)
sparse <- full("sparse.csv", lists, c("age", "sex", "year"))
for (m in c("A+B+C+D+age+sex+year", "A*B+C*D+age*sex+poly(year,2)"))
  fits("sparse", sparse, m)
path <- function(name, g, start, scope, k, label) {
  seen <- g[!g$unseen, ]
  m <- glm(as.formula(paste("count ~", start)), poisson, seen, control = control)
  s <- step(m, scope = list(lower = as.formula(paste("~", start)), upper = as.formula(paste("~", scope))),
            direction = "both", k = k, trace = 0)
  a <- s$anova
  for (i in seq_len(nrow(a))[-1])
    cat(paste(name, label, paste0("step", i - 1), gsub(" ", "", a$Step[i]), sep = ";"), "\n", sep = "")
  hidden <- g[g$unseen, ]
  cat(paste(name, label, "N", sprintf("%.15g", sum(seen$count) + sum(predict(s, hidden, type = "response"))), sep = ";"), "\n", sep = "")
  cat(paste(name, label, "smallestMean", sprintf("%.15g", min(fitted(s))), sep = ";"), "\n", sep = "")
}
for (crit in c("AIC", "BIC")) {
  k <- function(g) if (crit == "AIC") 2 else log(sum(g$count))
  path("spina", spina, "S1+S2+S3+eth", "(S1+S2+S3+eth)^2", k(spina), crit)
  path("synthetic", synthetic, "A+B+C+D+age+sex+poly(year,2)", "(A+B+C+D+age+sex+poly(year,2))^2", k(synthetic), crit)
  path("sparse", sparse, "A+B+C+D+age+sex+poly(year,2)", "(A+B+C+D+age+sex+poly(year,2))^2", k(sparse), crit)
}
# R's default control, as an analyst would call it: it reports convergence and no warning but "fitted rates numerically 0".
control <- glm.control()
runaway <- full("runaway.csv", c("A", "B", "C"), c("age", "sex"))
path("runaway", runaway, "A+B+C+age+sex", "(A+B+C+age+sex)^2", 2, "AIC")
