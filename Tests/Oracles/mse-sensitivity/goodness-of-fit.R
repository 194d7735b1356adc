# Rscript goodness-of-fit.R > goodness-of-fit.csv, from this folder. R 4.2.2, base packages only.
# A parametric bootstrap of the deviance of a log-linear model by glm, and its largest Pearson residual.
cases <- list(
  list("hiv4", ""), list("uk-2013", "LA:NG+LA:PF+NG:GO+NG:GP+PF:GP+PF:NCA+GO:GP"), list("hare6", ""),
  list("new-orleans-five", ""))
replicates <- 4000
cat("data;interactions;deviance;residual;history;replicates;larger\n")
for (case in cases) {
  table <- read.csv(sprintf("../../../Data/mse/%s.csv", case[[1]]), comment.char = "#")
  lists <- setdiff(names(table), "count")
  cells <- expand.grid(rep(list(0:1), length(lists)))[-1, ]
  names(cells) <- lists
  cells <- merge(cells, table, all.x = TRUE)
  cells$count[is.na(cells$count)] <- 0
  terms <- paste(c(lists, if (nchar(case[[2]])) case[[2]]), collapse = "+")
  x <- model.matrix(as.formula(paste("~", terms)), cells)
  fit <- function(y) suppressWarnings(glm.fit(x, y, family = poisson(), control = list(maxit = 50, epsilon = 1e-10)))
  first <- fit(cells$count)
  residuals <- (cells$count - first$fitted.values) / sqrt(first$fitted.values)
  worst <- which.max(abs(residuals))
  set.seed(1)
  drawn <- rmultinom(replicates, sum(cells$count), first$fitted.values)
  larger <- sum(apply(drawn, 2, function(y) fit(y)$deviance) >= first$deviance)
  cat(sprintf("%s;%s;%.15g;%.15g;%s;%d;%d\n", case[[1]], gsub(":", "*", gsub("+", " ", case[[2]], fixed = TRUE)),
    first$deviance, residuals[worst], paste(lists[cells[worst, lists] == 1], collapse = "*"), replicates, larger))
}
