d <- read.csv("Tests/Oracles/survey/data/apistrat.csv")
o <- options(digits=17)
q <- function(x) paste0("[", paste(sprintf("%.15g", x), collapse=","), "]")
ctl <- glm.control(epsilon=1e-15, maxit=200)
out <- list()
put <- function(id, call, f, extra=NULL) {
  s <- sprintf('{"id":"%s","data":"apistrat","call":"%s","result":{"coef":%s,"deviance":%s', id, gsub('"','\\\\"',call), q(coef(f)), q(f$deviance))
  if (!is.null(extra)) for (n in names(extra)) s <- paste0(s, sprintf(',"%s":%s', n, q(extra[[n]])))
  out[[length(out)+1]] <<- paste0(s, '}}')
}
cov0 <- function(f) { f2 <- glm(formula(f), family=f$family, data=d, control=ctl, start=coef(f)); sqrt(diag(summary(f2)$cov.unscaled*summary(f2)$dispersion)) }
fit <- function(form, fam) glm(form, family=fam, data=d, control=ctl)
cases <- list(
 list("interaction", api00 ~ ell*stype + awards, gaussian()),
 list("nointercept", api00 ~ stype + meals - 1, gaussian()),
 list("marginality", api00 ~ meals:stype, gaussian()),
 list("twofactors", api00 ~ stype:awards, gaussian()),
 list("binomial", (sch.wide=="Yes") ~ ell + log(enroll) + stype, binomial()),
 list("probit", (sch.wide=="Yes") ~ ell + mobility, binomial(probit)),
 list("poisson", ell ~ meals + stype, poisson()),
 list("gamma", api00 ~ meals + stype, Gamma()),
 list("sqrt", ell ~ meals, poisson(sqrt)))
for (cs in cases) { if (cs[[1]]=='twofactors') next; f <- suppressWarnings(fit(cs[[2]], cs[[3]])); for (k in 1:4) f <- glm(cs[[2]], family=cs[[3]], data=d, control=ctl, start=coef(f)); ok <- !is.na(coef(f)); e <- list(); if (all(ok)) e$se <- cov0(f)
  put(cs[[1]], paste0("glm(", deparse(cs[[2]]), ", ", cs[[3]]$family, "(", cs[[3]]$link, "))"), f, e) }
# sandwich by its formulas
f <- lm(api00 ~ ell + meals, d, weights=pw); X <- model.matrix(f); w <- d$pw; e <- resid(f); n <- nrow(X); p <- ncol(X)
B <- solve(crossprod(X, w*X)); h <- w*rowSums((X%*%B)*X)
hc <- function(u) sqrt(diag(B %*% crossprod(X*(w*u)) %*% B))
cl <- d$dnum; S <- rowsum(X*(w*e), cl); G <- nrow(S)
put("robust", "lm(api00 ~ ell + meals, weights=pw); sandwich by its formulas", list(coefficients=coef(f), deviance=deviance(f)),
  list(hc0=hc(e), hc1=hc(e)*sqrt(n/(n-p)), hc2=hc(e/sqrt(1-h)), hc3=hc(e/(1-h)), cluster=sqrt(diag(B%*%crossprod(S)%*%B)*G/(G-1)*(n-1)/(n-p))))
library(MASS)
f <- glm.nb(ell ~ meals + stype, d, control=glm.control(epsilon=1e-14, maxit=500))
put("nb", "MASS::glm.nb(ell ~ meals + stype)", list(coefficients=coef(f), deviance=f$deviance), list(theta=f$theta, se=sqrt(diag(summary(f)$cov.unscaled))))
v <- paste0("R ", getRversion(), ", MASS ", packageVersion("MASS"))
dir.create("Tests/Oracles/regression", showWarnings=FALSE)
writeLines(c(sprintf('{"software":"%s, glm.control(epsilon=1e-15)","cases":[', v), paste(unlist(out), collapse=",\n"), "]}"), "Tests/Oracles/regression/models.json")
