internal import Estimates

/// What the catalogue of warnings says of each code, in French and Spanish.
///
/// English is the catalogue itself. A code that has no text here is shown in English; a test names it.
enum WarningTexts {
  static func condition(_ code: WarningCode, in language: Language) -> String? {
    switch language {
    case .english: code.entry.condition
    case .french: french[code.rawValue]
    case .spanish: spanish[code.rawValue]
    }
  }

  private static let french: [String: String] = [
    "AGG-01":
      "un total contient des pays sans données\u{202F}; avertissement lorsque leur part de la "
      + "population ou du total est grande",
    "AGG-02":
      "un pays sans données se trouve hors du domaine des covariables des pays qui en ont",
    "AGG-03":
      "une région compte trop peu de pays avec des données",
    "AGG-04":
      "l’intervalle d’un total avec des pays sans données ignore la variance entre pays",
    "AGG-05":
      "une personne ou un cas peut être compté dans deux des parties",
    "AGG-06":
      "des chiffres de définitions différentes sont comparés\u{A0}: stock et flux, âge ou forme "
      + "d’exploitation",
    "AGG-07":
      "la somme des parties imprimées (arrondies) ne diffère de la somme imprimée que par "
      + "l’arrondi",
    "AGG-08":
      "les bornes des intervalles des parties ne s’additionnent pas\u{202F}; l’intervalle d’un "
      + "total vient de sa propre distribution",
    "AGG-09":
      "la population de base n’est pas de l’âge ou de l’année du chiffre qu’elle divise",
    "AGG-10":
      "une variation est demandée entre des chiffres de définitions ou d’éditions "
      + "différentes",
    "DAT-01":
      "un chiffre publié sur lequel repose ce nombre n’a pas été vérifié dans la source "
      + "imprimée",
    "DAT-02":
      "la source imprime un tiret\u{202F}; il est lu comme «\u{A0}pas de chiffre\u{A0}», non comme zéro",
    "SVY-01":
      "moins de 30 cas, comptés ou effectifs (cas / effet de plan)",
    "SVY-02":
      "l’intervalle de Korn-Graubard est large d’au moins 0,30, ou de plus de 0,05 et de "
      + "130\u{202F}% de la proportion",
    "SVY-03":
      "moins de 8 degrés de liberté",
    "SVY-04":
      "personne ou tout le monde dans l’échantillon a le caractère\u{202F}; la limite est exacte "
      + "et unilatérale",
    "SVY-05":
      "le coefficient de variation dépasse 16,6\u{202F}% (prudence) ou 33,3\u{202F}% (non publié)",
    "SVY-06":
      "de 25 à 49 cas non pondérés (entre parenthèses) ou moins de 25 (un astérisque)",
    "SVY-07":
      "une strate n’a qu’une unité primaire dans l’échantillon et aucune règle n’a été "
      + "choisie pour elle",
    "SVY-08":
      "l’effet de plan dépasse 3 (noté) ou 5 (avertissement)",
    "SVY-09":
      "1 + CV² des poids dépasse 2, ou le plus grand poids dépasse 20 fois la médiane",
    "SVY-10":
      "des lignes de poids nul ne comptent pas\u{202F}; un poids négatif ou manquant est refusé",
    "SVY-11":
      "moins de la moitié des personnes interrogées ont répondu",
    "SVY-12":
      "plus de 5\u{202F}% des réponses pondérées manquent\u{202F}; lire les cas complets avec leurs "
      + "bornes",
    "SVY-14":
      "le calage a multiplié un poids par moins de 0,3 ou plus de 3, ou l’a rendu négatif",
    "SVY-15":
      "le calage n’a pas convergé, ou une marge diffère de sa cible de plus de 0,1\u{202F}%",
    "SVY-16":
      "un identifiant d’unité primaire figure dans plusieurs strates et a été lu comme une "
      + "unité différente dans chacune",
    "SVY-20":
      "moins de 10 cas positifs\u{202F}; les ventilations ne sont pas fondées",
    "SVY-21":
      "des tailles de population ne sont données que pour certains des degrés de sondage",
    "MOD-01":
      "l’incertitude vient d’un modèle d’erreur supposé et non d’un échantillon",
    "MOD-02":
      "l’erreur de Monte-Carlo d’une borne d’intervalle dépasse 2\u{202F}% de celle-ci",
    "MSE-01":
      "la vraisemblance maximale, ou la formule, met la population à l’infini",
    "MSE-02":
      "les chiffres ne déterminent pas la population selon cette méthode",
    "MSE-03":
      "certains paramètres n’ont pas d’estimation finie, comme ceux de listes que personne "
      + "ne partage, et la population en a une",
    "MSE-04":
      "il y a moins de 3 listes\u{A0}: l’indépendance est supposée et ne peut être vérifiée",
    "MSE-05":
      "moins de 30 personnes figurent sur plus d’une liste\u{202F}; moins de 7 sont refusées",
    "MSE-06":
      "une liste n’a personne en commun avec une autre",
    "MSE-07":
      "plus de 0,90 des personnes observées ne figurent que sur une liste",
    "MSE-08":
      "la couverture de l’échantillon est inférieure à 0,55\u{A0}: l’estimation est au mieux une "
      + "borne inférieure",
    "MSE-09":
      "la borne supérieure de l’intervalle est sous la borne inférieure de Chao\u{A0}: "
      + "hétérogénéité, dépendance positive ou appariements manqués",
    "MSE-10":
      "moins de 0,30 de la population estimée a été observée\u{A0}: sensible à la dépendance et "
      + "aux erreurs d’appariement",
    "MSE-11":
      "la borne supérieure dépasse 3 fois l’inférieure\u{202F}; au-delà de 10 fois, seule "
      + "l’étendue est donnée",
    "MSE-12":
      "l’intervalle qui répète le choix du modèle est plus de 1,5 fois plus large que celui "
      + "du modèle retenu",
    "MSE-13":
      "parmi les modèles à moins de 4 du meilleur critère, la plus grande population "
      + "dépasse 1,5 fois la plus petite",
    "MSE-14":
      "en omettant une liste à la fois, la plus grande estimation dépasse 1,5 fois la plus "
      + "petite, ou il n’y en a pas sans une liste\u{202F}; au-delà de 3 fois, aucun nombre seul ne "
      + "doit être publié",
    "MSE-15":
      "réunir deux listes change l’estimation de plus de 25\u{202F}%",
    "MSE-16":
      "les tailles connues des listes, estimées à partir des autres, sont manquées de plus "
      + "de 0,3 en logarithme médian, ou moins de 80\u{202F}% des intervalles les contiennent",
    "MSE-17":
      "toujours\u{A0}: ce qui est supposé de l’interaction de toutes les listes ne peut être "
      + "vérifié",
    "MSE-18":
      "des fiches d’une même personne sur différentes listes peuvent ne pas avoir été "
      + "appariées, et personne ne l’a mesuré",
    "MSE-19":
      "des fiches de personnes différentes peuvent avoir été appariées, et personne ne l’a "
      + "mesuré",
    "MSE-21":
      "une liste oriente des personnes vers une autre, ce qui les rend dépendantes par "
      + "construction",
    "MSE-22":
      "les listes couvrent des périodes différentes, ou plus de 12 mois, pendant lesquels "
      + "on entre et sort de la population",
    "MSE-23":
      "une liste ne peut contenir qu’une partie de la population, de sorte que certaines "
      + "combinaisons sont impossibles",
    "MSE-24":
      "un résidu de Pearson dépasse 3, ou la déviance a une valeur p simulée inférieure à "
      + "0,05",
    "MSE-25":
      "les interactions dépassent 0,5 du nombre de combinaisons occupées",
    "MSE-26":
      "plus de 1\u{202F}% des répliques bootstrap n’ont pas d’estimation finie\u{202F}; au-delà de 5\u{202F}%, "
      + "l’intervalle n’a pas de borne supérieure",
    "MSE-27":
      "l’erreur de Monte-Carlo d’une borne de l’intervalle dépasse 2\u{202F}% de celle-ci\u{A0}: "
      + "employer plus de répliques",
    "MSE-28":
      "les chaînes de Markov divergent entre elles (R-hat supérieur à 1,01, refusé au-delà "
      + "de 1,05) ou ont trop peu de tirages indépendants",
    "MSE-29":
      "la loi a posteriori du logarithme de la population est presque aussi large que sa "
      + "loi a priori, ou atteint la plus grande population permise",
    "MSE-30":
      "l’estimation dépasse le nombre de personnes parmi lesquelles la population peut se "
      + "trouver",
    "MSE-32":
      "la somme des estimations des strates diffère de plus de 20\u{202F}% de l’estimation sans "
      + "strates",
    "MSE-33":
      "la vraisemblance est maximale lorsque personne n’a échappé aux listes, de sorte que "
      + "le modèle n’en dit rien",
    "MSE-34":
      "l’ajustement n’a pas atteint sa tolérance, ou l’existence n’a pu être décidée",
    "MSE-35":
      "le nombre de conditionnement de la matrice d’information dépasse 1e12",
    "MSE-36":
      "les listes ou les modèles sont trop nombreux pour cette méthode",
    "MSE-37":
      "une strate n’a pas d’estimation, et ses personnes n’entrent dans le total que pour "
      + "autant qu’elles ont été observées",
    "REG-01":
      "une combinaison de covariables sépare exactement les réponses\u{A0}: des estimations sont infinies",
    "REG-02":
      "une colonne du modèle est déterminée par les autres\u{A0}: son coefficient n’est pas défini",
    "REG-03":
      "les itérations de l’ajustement ne se sont pas stabilisées\u{A0}: le dernier pas n’est pas une estimation",
    "REG-04":
      "une covariable dont les valeurs ont des libellés est prise pour un nombre",
    "REP-01":
      "un chiffre principal est imprimé avec trois chiffres significatifs au plus",
    "REP-05":
      "une estimation n’est pas publiée, car avec le reste de ce qui est publié elle révélerait un petit "
      + "nombre de personnes",
    "REP-06":
      "les nombres sont arrondis sous une autre clé que dans une édition antérieure\u{202F}; deux "
      + "arrondis d’un même nombre en disent plus qu’un seul",
    "CAS-01":
      "les deux listes de cas déclarés n’ont aucun cas en commun dans une strate",
    "CAS-02":
      "trop peu de cas figurent sur les deux listes d’une strate\u{A0}: l’estimation est biaisée "
      + "et sa variance peu sûre",
    "CAS-03":
      "les cas sans clé complète comptent comme trouvés par une seule équipe, ce qui "
      + "accroît l’estimation",
    "CAS-04":
      "les cas que personne ne déclare sont hors de l’estimation\u{202F}; c’est un minimum",
    "COM-01":
      "des estimations d’une même grandeur diffèrent au-delà de leurs erreurs (Q de "
      + "Cochran)",
    "COM-02":
      "une combinaison d’estimations suppose leurs erreurs indépendantes et leurs méthodes "
      + "échangeables",
    "HBM-01":
      "le R-hat d’un paramètre dépasse le seuil",
  ]

  private static let spanish: [String: String] = [
    "AGG-01":
      "un total incluye países sin datos; es una advertencia cuando su parte de la "
      + "población o del total es grande",
    "AGG-02":
      "un país sin datos queda fuera del ámbito de las covariables de los países con datos",
    "AGG-03":
      "una región tiene muy pocos países con datos",
    "AGG-04":
      "el intervalo de un total con países sin datos ignora la varianza entre países",
    "AGG-05":
      "una persona o un caso puede estar contado en dos de las partes",
    "AGG-06":
      "se comparan cifras de definiciones distintas: existencias y flujos, edad o forma de "
      + "explotación",
    "AGG-07":
      "la suma de las partes impresas (redondeadas) difiere de la suma impresa solo por el "
      + "redondeo",
    "AGG-08":
      "los límites de los intervalos de las partes no se suman; el intervalo de un total "
      + "procede de su propia distribución",
    "AGG-09":
      "la población de base no es de la edad o del año de la cifra que divide",
    "AGG-10":
      "se pide una variación entre cifras de definiciones o ediciones distintas",
    "DAT-01":
      "una cifra publicada en la que se apoya este número no se ha cotejado con la fuente "
      + "impresa",
    "DAT-02":
      "la fuente imprime una raya; se lee como «sin cifra», no como cero",
    "SVY-01":
      "menos de 30 casos, contados o efectivos (casos / efecto del diseño)",
    "SVY-02":
      "el intervalo de Korn-Graubard mide 0,30 o más, o más de 0,05 y del 130\u{A0}% de la "
      + "proporción",
    "SVY-03":
      "menos de 8 grados de libertad",
    "SVY-04":
      "nadie o todos en la muestra tienen el atributo; el límite es exacto y de un solo "
      + "lado",
    "SVY-05":
      "el coeficiente de variación supera el 16,6\u{A0}% (precaución) o el 33,3\u{A0}% (no se "
      + "publica)",
    "SVY-06":
      "de 25 a 49 casos sin ponderar (entre paréntesis) o menos de 25 (un asterisco)",
    "SVY-07":
      "un estrato tiene una sola unidad primaria en la muestra y no se eligió regla para "
      + "ella",
    "SVY-08":
      "el efecto del diseño supera 3 (se anota) o 5 (se advierte)",
    "SVY-09":
      "1 + CV² de los pesos supera 2, o el peso mayor supera 20 veces la mediana",
    "SVY-10":
      "las filas con peso 0 no cuentan; un peso negativo o ausente se rechaza",
    "SVY-11":
      "respondió menos de la mitad de las personas consultadas",
    "SVY-12":
      "falta más del 5\u{A0}% de las respuestas ponderadas; léanse los casos completos con sus "
      + "límites",
    "SVY-14":
      "la calibración multiplicó un peso por menos de 0,3 o más de 3, o lo volvió negativo",
    "SVY-15":
      "la calibración no convergió, o un margen difiere de su objetivo en más del 0,1\u{A0}%",
    "SVY-16":
      "un identificador de unidad primaria está en varios estratos y se leyó como una "
      + "unidad distinta en cada uno",
    "SVY-20":
      "menos de 10 casos positivos; los desgloses no tienen apoyo",
    "SVY-21":
      "solo se dan tamaños de población para algunas de las etapas de muestreo",
    "MOD-01":
      "la incertidumbre procede de un modelo de error supuesto y no de una muestra",
    "MOD-02":
      "el error de Monte Carlo de un límite del intervalo supera el 2\u{A0}% de este",
    "MSE-01":
      "la verosimilitud máxima, o la fórmula, sitúa la población en el infinito",
    "MSE-02":
      "las cifras no determinan la población con este método",
    "MSE-03":
      "algunos parámetros no tienen estimación finita, como los de listas que nadie "
      + "comparte, y la población sí",
    "MSE-04":
      "hay menos de 3 listas: la independencia se supone y no puede comprobarse",
    "MSE-05":
      "menos de 30 personas están en más de una lista; con menos de 7 se rechaza",
    "MSE-06":
      "una lista no comparte a nadie con ninguna otra",
    "MSE-07":
      "más de 0,90 de las personas observadas están en una sola lista",
    "MSE-08":
      "la cobertura de la muestra es inferior a 0,55: la estimación es, en el mejor caso, "
      + "un límite inferior",
    "MSE-09":
      "el límite superior del intervalo está por debajo del límite inferior de Chao: "
      + "heterogeneidad, dependencia positiva o enlaces perdidos",
    "MSE-10":
      "se observó menos de 0,30 de la población estimada: sensible a la dependencia y a los "
      + "errores de enlace",
    "MSE-11":
      "el límite superior supera 3 veces el inferior; por encima de 10 veces solo se da el "
      + "rango",
    "MSE-12":
      "el intervalo que repite la elección del modelo es más de 1,5 veces más ancho que el "
      + "del modelo elegido",
    "MSE-13":
      "entre los modelos a menos de 4 del mejor criterio, la mayor población supera 1,5 "
      + "veces la menor",
    "MSE-14":
      "omitiendo una lista cada vez, la mayor estimación supera 1,5 veces la menor, o no la "
      + "hay sin alguna lista; por encima de 3 veces no debe publicarse un número único",
    "MSE-15":
      "unir dos listas cambia la estimación en más del 25\u{A0}%",
    "MSE-16":
      "los tamaños conocidos de las listas, estimados a partir de las demás, se yerran en "
      + "más de 0,3 en el logaritmo mediano, o menos del 80\u{A0}% de los intervalos los contienen",
    "MSE-17":
      "siempre: lo que se supone de la interacción de todas las listas no puede comprobarse",
    "MSE-18":
      "registros de una persona en distintas listas pueden no haberse enlazado, y nadie lo "
      + "ha medido",
    "MSE-19":
      "registros de personas distintas pueden haberse enlazado, y nadie lo ha medido",
    "MSE-21":
      "una lista remite personas a otra, lo que las hace dependientes por diseño",
    "MSE-22":
      "las listas cubren períodos distintos, o más de 12 meses, en los que se entra y se "
      + "sale de la población",
    "MSE-23":
      "una lista solo puede contener una parte de la población, de modo que algunas "
      + "combinaciones son imposibles",
    "MSE-24":
      "un residuo de Pearson supera 3, o la desviación tiene un valor p simulado inferior a "
      + "0,05",
    "MSE-25":
      "las interacciones superan 0,5 del número de combinaciones ocupadas",
    "MSE-26":
      "más del 1\u{A0}% de las réplicas bootstrap no tienen estimación finita; por encima del "
      + "5\u{A0}% el intervalo no tiene límite superior",
    "MSE-27":
      "el error de Monte Carlo de un límite del intervalo supera el 2\u{A0}% de este: úsense más "
      + "réplicas",
    "MSE-28":
      "las cadenas de Markov discrepan (R-hat superior a 1,01, se rechaza por encima de "
      + "1,05) o tienen muy pocas extracciones independientes",
    "MSE-29":
      "la distribución posterior del logaritmo de la población es casi tan ancha como la "
      + "previa, o alcanza la mayor población permitida",
    "MSE-30":
      "la estimación supera el número de personas entre las que puede estar la población",
    "MSE-32":
      "la suma de las estimaciones de los estratos difiere en más del 20\u{A0}% de la estimación "
      + "sin estratos",
    "MSE-33":
      "la verosimilitud es máxima cuando nadie quedó sin observar, de modo que el modelo no "
      + "dice nada de ellos",
    "MSE-34":
      "el ajuste no alcanzó su tolerancia, o no pudo decidirse la existencia",
    "MSE-35":
      "el número de condición de la matriz de información supera 1e12",
    "MSE-36":
      "las listas o los modelos son demasiados para este método",
    "MSE-37":
      "un estrato no tiene estimación, y sus personas entran en el total solo en la medida "
      + "en que fueron observadas",
    "REG-01":
      "una combinación de covariables separa exactamente las respuestas: hay estimaciones infinitas",
    "REG-02":
      "una columna del modelo está determinada por las demás: su coeficiente no está definido",
    "REG-03":
      "las iteraciones del ajuste no se estabilizaron: el último paso no es una estimación",
    "REG-04":
      "una covariable cuyos valores tienen etiquetas se toma como número",
    "REP-01":
      "una cifra principal se imprime con tres cifras significativas como máximo",
    "REP-05":
      "una estimación no se publica, porque junto con lo demás que se publica revelaría un número "
      + "pequeño de personas",
    "REP-06":
      "los números se redondean con una clave distinta de la de una edición anterior; dos redondeos de un "
      + "mismo número dicen más que uno",
    "CAS-01":
      "las dos listas de casos notificados no tienen ningún caso en común en un estrato",
    "CAS-02":
      "muy pocos casos están en las dos listas de un estrato: la estimación está sesgada y "
      + "su varianza es poco fiable",
    "CAS-03":
      "los casos sin clave completa cuentan como hallados por un solo equipo, lo que eleva "
      + "la estimación",
    "CAS-04":
      "los casos que nadie notifica quedan fuera de la estimación; es un mínimo",
    "COM-01":
      "estimaciones de una misma magnitud discrepan más allá de sus errores (Q de Cochran)",
    "COM-02":
      "una combinación de estimaciones supone sus errores independientes y sus métodos "
      + "intercambiables",
    "HBM-01":
      "el R-hat de un parámetro supera el umbral",
  ]
}
