extension Sentences {
  /// English, French, Spanish; `{1}` and so on stand for what is filled in, and are the same in all.
  static let all: [(english: String, french: String, spanish: String)] =
    edition + gather + populations + cases + rounding

  private static let edition: [(english: String, french: String, spanish: String)] = [
    ("Edition {1}", "Édition {1}", "Edición {1}"),
    ("Since the edition {1}", "Depuis l’édition {1}", "Desde la edición {1}"),
    ("{1} against {2}", "{1} comparé à {2}", "{1} frente a {2}"),
    (
      "Methods, settings and program version are those of {1}.",
      "Les méthodes, les réglages et la version du programme sont ceux de {1}.",
      "Los métodos, los ajustes y la versión del programa son los de {1}."
    ),
    (
      "The method is not that of {1}.", "La méthode n’est pas celle de {1}.",
      "El método no es el de {1}."
    ),
    (
      "The program is version {1}; it was version {2}.",
      "Le programme est de la version {1}\u{202F}; il était de la version {2}.",
      "El programa es de la versión {1}; era de la versión {2}."
    ),
    (
      "{1}: the kind is '{2}'; it was '{3}'.", "{1}\u{A0}: le type est «\u{A0}{2}\u{A0}»\u{202F}; il était «\u{A0}{3}\u{A0}».",
      "{1}: el tipo es «{2}»; era «{3}»."
    ),
    (
      "{1}: the setting '{2}' is not what it was.",
      "{1}\u{A0}: le réglage «\u{A0}{2}\u{A0}» n’est plus le même.", "{1}: el ajuste «{2}» no es el que era."
    ),
    (
      "The study declares the data of the two editions independent: nobody is in both because of being in one. The interval of a difference is made from the interval of each edition (Zou and Donner 2008); where it leaves out zero the difference is called real.",
      "L’étude déclare que les données des deux éditions sont indépendantes\u{A0}: personne n’est dans les deux parce qu’il est dans l’une. L’intervalle d’une différence est tiré de l’intervalle de chaque édition (Zou et Donner 2008)\u{202F}; lorsqu’il exclut zéro, la différence est dite réelle.",
      "El estudio declara que los datos de las dos ediciones son independientes: nadie está en ambas por estar en una. El intervalo de una diferencia se obtiene del intervalo de cada edición (Zou y Donner 2008); cuando excluye el cero, la diferencia se llama real."
    ),
    (
      "The study declares that people are in the data of both editions, so that the two estimates move together and no interval of their difference can be had from the intervals of each. Only intervals that do not overlap are read as a difference.",
      "L’étude déclare que des personnes figurent dans les données des deux éditions, de sorte que les deux estimations varient ensemble et qu’aucun intervalle de leur différence ne peut être tiré des intervalles de chacune. Seuls des intervalles qui ne se recouvrent pas sont lus comme une différence.",
      "El estudio declara que hay personas en los datos de ambas ediciones, de modo que las dos estimaciones varían juntas y no se puede obtener un intervalo de su diferencia de los intervalos de cada una. Solo los intervalos que no se solapan se leen como una diferencia."
    ),
    (
      "The study does not say whether people are in the data of both editions. Without that, no interval of a difference can be had from the intervals of each, and only intervals that do not overlap are read as a difference.",
      "L’étude ne dit pas si des personnes figurent dans les données des deux éditions. Sans cela, aucun intervalle d’une différence ne peut être tiré des intervalles de chacune, et seuls des intervalles qui ne se recouvrent pas sont lus comme une différence.",
      "El estudio no dice si hay personas en los datos de ambas ediciones. Sin eso no se puede obtener un intervalo de una diferencia de los intervalos de cada una, y solo los intervalos que no se solapan se leen como una diferencia."
    ),
    ("the same", "identique", "igual"),
    ("new in this edition", "nouveau dans cette édition", "nuevo en esta edición"),
    ("no longer estimated", "n’est plus estimé", "ya no se estima"),
    ("refused in this edition", "refusé dans cette édition", "rechazado en esta edición"),
    ("was refused before", "était refusé auparavant", "antes se rechazó"),
    (
      "same data: the difference comes from the method, the program or the random numbers",
      "mêmes données\u{A0}: la différence vient de la méthode, du programme ou des nombres aléatoires",
      "los mismos datos: la diferencia viene del método, del programa o de los números aleatorios"
    ),
    (
      "the method changed too: what part of the difference is real cannot be told",
      "la méthode a changé aussi\u{A0}: on ne peut dire quelle part de la différence est réelle",
      "también cambió el método: no se puede decir qué parte de la diferencia es real"
    ),
    (
      "a real difference, if the data are independent as declared",
      "une différence réelle, si les données sont indépendantes comme déclaré",
      "una diferencia real, si los datos son independientes como se declara"
    ),
    (
      "no difference that could be told from chance", "aucune différence qui se distingue du hasard",
      "ninguna diferencia que se distinga del azar"
    ),
    (
      "the intervals do not overlap: larger than chance explains, even if people are in both data",
      "les intervalles ne se recouvrent pas\u{A0}: plus que le hasard n’explique, même si des personnes sont dans les deux",
      "los intervalos no se solapan: más de lo que explica el azar, aunque haya personas en ambos datos"
    ),
    (
      "cannot be told: the intervals overlap, and the data may have people in common",
      "on ne peut le dire\u{A0}: les intervalles se recouvrent, et les données peuvent avoir des personnes en commun",
      "no se puede decir: los intervalos se solapan y los datos pueden tener personas en común"
    ),
    (
      "cannot be told: an interval is missing", "on ne peut le dire\u{A0}: il manque un intervalle",
      "no se puede decir: falta un intervalo"
    ),
    ("How to read it", "Comment la lire", "Cómo leerla"), ("Difference", "Différence", "Diferencia"),
    ("Estimation", "Estimation", "Estimación"),
    (
      "computed by this program from the estimates of both editions",
      "calculé par ce programme à partir des estimations des deux éditions",
      "calculado por este programa a partir de las estimaciones de ambas ediciones"
    ),
    (
      "computed by this program from {1}", "calculé par ce programme à partir de {1}",
      "calculado por este programa a partir de {1}"
    ),
  ]

  private static let gather: [(english: String, french: String, spanish: String)] = [
    ("GATHER statement", "Déclaration GATHER", "Declaración GATHER"),
    (
      "The Guidelines for Accurate and Transparent Health Estimates Reporting ask for 18 items (Stevens et al. 2016, ",
      "Les directives GATHER sur la présentation exacte et transparente des estimations de santé demandent 18 points (Stevens et al. 2016, ",
      "Las directrices GATHER para la presentación exacta y transparente de estimaciones de salud piden 18 puntos (Stevens et al. 2016, "
    ),
    (
      "); the wording of the items is this program's.", ")\u{202F}; la formulation des points est celle de ce programme.",
      "); la redacción de los puntos es de este programa."
    ),
    (
      "Only a person can write these items, and nobody has: {1}.",
      "Seule une personne peut écrire ces points, et nul ne l’a fait\u{A0}: {1}.",
      "Solo una persona puede escribir estos puntos, y nadie lo ha hecho: {1}."
    ),
    ("Item", "Point", "Punto"), ("What is asked", "Ce qui est demandé", "Lo que se pide"),
    ("NOT PROVIDED (GATHER {1})", "NON FOURNI (GATHER {1})", "NO PROPORCIONADO (GATHER {1})"),
    (
      "Nothing of this kind in the run.", "Rien de tel dans l’exécution.",
      "Nada de este tipo en la ejecución."
    ),
    (
      "The indicators, the populations and the periods that are estimated",
      "Les indicateurs, les populations et les périodes estimés",
      "Los indicadores, las poblaciones y los períodos que se estiman"
    ), ("The funding sources", "Les sources de financement", "Las fuentes de financiación"),
    (
      "How the data were identified and accessed", "Comment les données ont été repérées et obtenues",
      "Cómo se identificaron y obtuvieron los datos"
    ),
    (
      "Criteria for including and excluding data, with every ad-hoc exclusion",
      "Les critères d’inclusion et d’exclusion des données, avec chaque exclusion particulière",
      "Los criterios de inclusión y exclusión de datos, con cada exclusión particular"
    ),
    (
      "All sources of data and their main characteristics",
      "Toutes les sources de données et leurs caractéristiques principales",
      "Todas las fuentes de datos y sus características principales"
    ),
    (
      "Categories of input data with potentially important biases",
      "Les catégories de données qui peuvent être sensiblement biaisées",
      "Las categorías de datos con sesgos potencialmente importantes"
    ),
    (
      "Sources of inputs that are not synthesised, such as denominators",
      "Les sources des données non synthétisées, telles que les dénominateurs",
      "Las fuentes de los datos que no se sintetizan, como los denominadores"
    ),
    (
      "Where all inputs can be had in a form that programs read, or whom to ask",
      "Où obtenir toutes les données sous une forme lisible par des programmes, ou à qui s’adresser",
      "Dónde obtener todos los datos en una forma legible por programas, o a quién pedirlos"
    ), ("An overview of the analysis", "Une vue d’ensemble de l’analyse", "Una visión general del análisis"),
    (
      "All steps of the analysis, with formulae", "Toutes les étapes de l’analyse, avec les formules",
      "Todos los pasos del análisis, con fórmulas"
    ),
    (
      "How candidate models were judged and the final ones chosen",
      "Comment les modèles candidats ont été jugés et les modèles finaux choisis",
      "Cómo se juzgaron los modelos candidatos y se eligieron los finales"
    ),
    (
      "How well the models perform, and how sensitive the results are",
      "La qualité des modèles et la sensibilité des résultats",
      "Cómo funcionan los modelos y cuán sensibles son los resultados"
    ),
    (
      "How uncertainty was computed, and which sources of it are and are not included",
      "Comment l’incertitude a été calculée, et quelles sources en sont ou n’en sont pas comprises",
      "Cómo se calculó la incertidumbre, y qué fuentes de ella se incluyen y cuáles no"
    ), ("How to get the source code", "Comment obtenir le code source", "Cómo obtener el código fuente"),
    (
      "The estimates in a form that programs read", "Les estimations sous une forme lisible par des programmes",
      "Las estimaciones en una forma legible por programas"
    ),
    (
      "A quantitative measure of uncertainty for every estimate",
      "Une mesure chiffrée de l’incertitude de chaque estimation",
      "Una medida cuantitativa de la incertidumbre de cada estimación"
    ),
    (
      "The results in the light of what is known, and reasons for changes",
      "Les résultats à la lumière de ce qui est connu, et les raisons des changements",
      "Los resultados a la luz de lo que se sabe, y las razones de los cambios"
    ), ("Limitations: assumptions and data", "Limites\u{A0}: hypothèses et données", "Limitaciones: supuestos y datos"),
    (
      "{1}: {2} rows, SHA-256 {3}.", "{1}\u{A0}: {2} lignes, SHA-256 {3}.", "{1}: {2} filas, SHA-256 {3}."
    ),
    (
      "{1}: from {2} by {3}, beside {4} other methods.",
      "{1}\u{A0}: à partir de {2} par {3}, à côté de {4} autres méthodes.",
      "{1}: a partir de {2} por {3}, junto a otros {4} métodos."
    ), ("{1}: from {2} by {3}.", "{1}\u{A0}: à partir de {2} par {3}.", "{1}: a partir de {2} por {3}."),
    ("Settings of {1}: {2}.", "Réglages de {1}\u{A0}: {2}.", "Ajustes de {1}: {2}."),
    ("Tables of this report: {1}.", "Tableaux de ce rapport\u{A0}: {1}.", "Cuadros de este informe: {1}."),
    ("Kinds of interval: {1}.", "Types d’intervalle\u{A0}: {1}.", "Tipos de intervalo: {1}."),
    (
      "Not included in any interval, see the warnings: {1}.",
      "Non compris dans aucun intervalle, voir les avertissements\u{A0}: {1}.",
      "No incluidos en ningún intervalo, véanse las advertencias: {1}."
    ), ("Made by {1} {2}.", "Fait par {1} {2}.", "Hecho por {1} {2}."),
    ("Its source code is at {1}.", "Son code source se trouve à {1}.", "Su código fuente está en {1}."),
    (
      "estimates.json and tables/*.csv beside this report hold every estimate.",
      "estimates.json et tables/*.csv, à côté de ce rapport, contiennent toutes les estimations.",
      "estimates.json y tables/*.csv, junto a este informe, contienen todas las estimaciones."
    ),
    (
      "{1} of {2} estimates have an interval.", "{1} estimations sur {2} ont un intervalle.",
      "{1} de {2} estimaciones tienen un intervalo."
    ), ("Without one, because {1}.", "Sans intervalle, parce que {1}.", "Sin intervalo, porque {1}."),
    (
      "The report compares this edition with {1}.", "Le rapport compare cette édition à {1}.",
      "El informe compara esta edición con {1}."
    ),
  ]

  private static let populations: [(english: String, french: String, spanish: String)] = [
    (
      "How many were missed: {1} lists, {2} people", "Combien ont échappé\u{A0}: {1} listes, {2} personnes",
      "Cuántas faltaron: {1} listas, {2} personas"
    ), ("How many were missed", "Combien ont échappé", "Cuántas faltaron"),
    ("How many were missed, by part", "Combien ont échappé, par partie", "Cuántas faltaron, por parte"),
    (
      "Multiple systems estimation from {1}", "Estimation à systèmes multiples à partir de {1}",
      "Estimación por sistemas múltiples a partir de {1}"
    ),
    (
      "Multiple systems estimation: {1}", "Estimation à systèmes multiples\u{A0}: {1}",
      "Estimación por sistemas múltiples: {1}"
    ), ("people on {1} lists", "personnes sur {1} listes", "personas en {1} listas"),
    ("about {1}", "environ {1}", "cerca de {1}"),
    (
      "No method can tell from lists alone how many people could be on none of them. Every estimate extrapolates by an assumption about dependence that the lists cannot test.",
      "Aucune méthode ne peut dire, à partir des seules listes, combien de personnes pourraient n’être sur aucune. Toute estimation extrapole par une hypothèse sur la dépendance que les listes ne peuvent vérifier.",
      "Ningún método puede decir solo con listas cuántas personas podrían no estar en ninguna. Toda estimación extrapola con un supuesto sobre la dependencia que las listas no pueden comprobar."
    ),
    (
      "Errors of linking the lists are not in any interval: a missed link makes the estimate too high, a false one too low. The table of linkage errors shows by how much.",
      "Les erreurs d’appariement des listes ne sont dans aucun intervalle\u{A0}: un lien manqué rend l’estimation trop haute, un faux lien trop basse. Le tableau des erreurs d’appariement montre de combien.",
      "Los errores al enlazar las listas no están en ningún intervalo: un enlace omitido hace la estimación demasiado alta, uno falso demasiado baja. El cuadro de errores de enlace muestra cuánto."
    ),
    (
      "Errors of linking the lists are not in any interval: a missed link makes the estimate too high, a false one too low.",
      "Les erreurs d’appariement des listes ne sont dans aucun intervalle\u{A0}: un lien manqué rend l’estimation trop haute, un faux lien trop basse.",
      "Los errores al enlazar las listas no están en ningún intervalo: un enlace omitido hace la estimación demasiado alta, uno falso demasiado baja."
    ),
    (
      "The population has to be closed over the period, and the lists of one territory and age range. The file does not tell.",
      "La population doit être fermée sur la période, et les listes d’un même territoire et d’une même tranche d’âge. Le fichier ne le dit pas.",
      "La población ha de ser cerrada en el período, y las listas de un mismo territorio y tramo de edad. El archivo no lo dice."
    ),
    (
      "Where a list covers part of the population by design, such as women only, its empty cells are not chance, and this program cannot know.",
      "Lorsqu’une liste ne couvre à dessein qu’une partie de la population, par exemple les femmes seules, ses cellules vides ne sont pas dues au hasard, et ce programme ne peut le savoir.",
      "Cuando una lista cubre a propósito solo una parte de la población, como las mujeres, sus celdas vacías no son azar, y este programa no puede saberlo."
    ),
    (
      "Methods that make other assumptions answer differently. Where they disagree, the data do not decide between them; a method is no better for giving a smaller interval, and those of single log-linear models below do not count that the model was chosen.",
      "Des méthodes qui font d’autres hypothèses répondent autrement. Lorsqu’elles divergent, les données ne les départagent pas\u{202F}; une méthode n’est pas meilleure parce que son intervalle est plus court, et ceux des modèles log-linéaires ci-dessous ne tiennent pas compte du choix du modèle.",
      "Los métodos con otros supuestos responden de otra manera. Cuando discrepan, los datos no deciden entre ellos; un método no es mejor por dar un intervalo menor, y los de los modelos log-lineales de abajo no cuentan que el modelo se eligió."
    ),
    (
      "These lists and this method allow no estimate. A number could be printed, and other programs print one; it would be an accident of where a computation stopped. No other method is shown beside the refusal, lest one be picked because it answers.",
      "Ces listes et cette méthode ne permettent aucune estimation. Un nombre pourrait être imprimé, et d’autres programmes en impriment un\u{202F}; il ne dépendrait que de l’endroit où un calcul s’est arrêté. Aucune autre méthode n’est montrée à côté du refus, de peur qu’on ne la choisisse parce qu’elle répond.",
      "Estas listas y este método no permiten ninguna estimación. Se podría imprimir un número, y otros programas lo hacen; sería un accidente del punto en que se detuvo un cálculo. No se muestra otro método junto al rechazo, para que no se elija uno porque responde."
    ),
    (
      "The method: {1}. It is the headline by a rule that looks at no result: {2}. The choice of the model was made anew in every bootstrap replicate, so the interval counts it.",
      "La méthode\u{A0}: {1}. Elle est la principale selon une règle qui ne regarde aucun résultat\u{A0}: {2}. Le choix du modèle a été refait dans chaque réplique du bootstrap, si bien que l’intervalle en tient compte.",
      "El método: {1}. Es el principal por una regla que no mira ningún resultado: {2}. La elección del modelo se repitió en cada réplica del bootstrap, de modo que el intervalo la cuenta."
    ),
    (
      "The method: {1}. It is the headline by a rule that looks at no result: {2}. The interval is that of the chosen model alone and does not count its choice.",
      "La méthode\u{A0}: {1}. Elle est la principale selon une règle qui ne regarde aucun résultat\u{A0}: {2}. L’intervalle est celui du seul modèle choisi et ne tient pas compte de son choix.",
      "El método: {1}. Es el principal por una regla que no mira ningún resultado: {2}. El intervalo es el del modelo elegido y no cuenta su elección."
    ),
    ("What it takes for granted. ", "Ce qu’elle tient pour acquis. ", "Lo que da por sentado. "),
    (
      "Parts are estimated from fewer people than the whole; their intervals are wider and their sum need not be the estimate of the whole.",
      "Les parties sont estimées à partir de moins de personnes que l’ensemble\u{202F}; leurs intervalles sont plus larges et leur somme n’est pas nécessairement l’estimation de l’ensemble.",
      "Las partes se estiman con menos personas que el conjunto; sus intervalos son más anchos y su suma no tiene que ser la estimación del conjunto."
    ),
    (
      "The limits of every estimate from lists hold here too: no data can test that all lists together are free of interaction, errors of linking are in no interval, and the population has to be closed.",
      "Les limites de toute estimation à partir de listes valent ici aussi\u{A0}: aucune donnée ne peut vérifier que toutes les listes ensemble sont sans interaction, les erreurs d’appariement ne sont dans aucun intervalle, et la population doit être fermée.",
      "Los límites de toda estimación con listas valen también aquí: ningún dato puede comprobar que todas las listas juntas no interactúan, los errores de enlace no están en ningún intervalo, y la población ha de ser cerrada."
    ),
    (
      "Approach: {1}. The choice of models was made anew in every bootstrap replicate.",
      "Démarche\u{A0}: {1}. Le choix des modèles a été refait dans chaque réplique du bootstrap.",
      "Enfoque: {1}. La elección de los modelos se repitió en cada réplica del bootstrap."
    ),
    (
      "The people of one list are a population of known size. A ratio below one says that the method misses people where the truth is known.",
      "Les personnes d’une liste sont une population de taille connue. Un rapport inférieur à un dit que la méthode manque des personnes là où la vérité est connue.",
      "Las personas de una lista son una población de tamaño conocido. Una razón menor que uno dice que el método omite personas donde se conoce la verdad."
    ),
    (
      "The error rates are assumptions; nothing in the lists tells how many links were missed or false.",
      "Les taux d’erreur sont des hypothèses\u{202F}; rien dans les listes ne dit combien de liens ont été manqués ou faux.",
      "Las tasas de error son supuestos; nada en las listas dice cuántos enlaces se omitieron o son falsos."
    ),
    (
      "Every estimate from lists takes the interaction of all lists together to be absent. The factor is what it would be worth if it were not; no data can tell.",
      "Toute estimation à partir de listes suppose absente l’interaction de toutes les listes ensemble. Le facteur est ce qu’elle vaudrait sinon\u{202F}; aucune donnée ne peut le dire.",
      "Toda estimación con listas supone ausente la interacción de todas las listas juntas. El factor es lo que valdría si no lo estuviera; ningún dato puede decirlo."
    ),
    (
      "One method alone shows nothing of what it rests on. The default of prevalence mse puts the others and the sensitivity block beside it.",
      "Une méthode seule ne montre rien de ce sur quoi elle repose. Par défaut, prevalence mse met à côté d’elle les autres et l’analyse de sensibilité.",
      "Un método solo no muestra nada de aquello en que se apoya. Por defecto, prevalence mse pone a su lado los demás y el bloque de sensibilidad."
    ),
    (
      "This is the textbook estimator of two lists, with the design of the ILO's estimates of 2005 and 2012. It is not the ILO's formula, which was not published in a form that could be checked.",
      "C’est l’estimateur classique de deux listes, selon le plan des estimations de l’OIT de 2005 et 2012. Ce n’est pas la formule de l’OIT, qui n’a pas été publiée sous une forme vérifiable.",
      "Es el estimador clásico de dos listas, con el diseño de las estimaciones de la OIT de 2005 y 2012. No es la fórmula de la OIT, que no se publicó en una forma comprobable."
    ),
    (
      "Cases that nobody reports are in no list and in no estimate: the figure is a minimum.",
      "Les cas que nul ne signale ne sont dans aucune liste ni aucune estimation\u{A0}: le chiffre est un minimum.",
      "Los casos que nadie notifica no están en ninguna lista ni estimación: la cifra es un mínimo."
    ),
    (
      "The two searches have to be independent. Teams that read the same newspapers find the same cases, and the estimate is then too low.",
      "Les deux recherches doivent être indépendantes. Des équipes qui lisent les mêmes journaux trouvent les mêmes cas, et l’estimation est alors trop basse.",
      "Las dos búsquedas han de ser independientes. Los equipos que leen los mismos periódicos encuentran los mismos casos, y la estimación es entonces demasiado baja."
    ),
    (
      "Every case of a stratum has to be as easy to find as another. Large and shocking cases are easier; they are also those with many victims.",
      "Chaque cas d’une strate doit être aussi facile à trouver qu’un autre. Les cas grands et choquants le sont davantage\u{202F}; ce sont aussi ceux qui comptent beaucoup de victimes.",
      "Cada caso de un estrato ha de ser tan fácil de encontrar como otro. Los casos grandes e impactantes lo son más; son también los de muchas víctimas."
    ),
    (
      "A missed match makes the estimate too high, a false one too low.",
      "Une correspondance manquée rend l’estimation trop haute, une fausse trop basse.",
      "Una coincidencia omitida hace la estimación demasiado alta, una falsa demasiado baja."
    ),
  ]

  private static let cases: [(english: String, french: String, spanish: String)] = [
    (
      "The lists are invented. No person, case or country in them is real.",
      "Les listes sont inventées. Aucune personne, aucun cas ni aucun pays n’y est réel.",
      "Las listas son inventadas. Ninguna persona, caso o país en ellas es real."
    ),
    (
      "SYNTHETIC DATA: the lists are invented.", "DONNÉES SYNTHÉTIQUES\u{A0}: les listes sont inventées.",
      "DATOS SINTÉTICOS: las listas son inventadas."
    ),
    ("Strata and method", "Strates et méthode", "Estratos y método"),
    ("Warnings, limitations and data", "Avertissements, limites et données", "Advertencias, limitaciones y datos"),
    ("Warnings and limitations", "Avertissements et limites", "Advertencias y limitaciones"),
    ("Cases and victims by stratum", "Cas et victimes par strate", "Casos y víctimas por estrato"),
    ("First list", "Première liste", "Primera lista"), ("Second list", "Seconde liste", "Segunda lista"),
    ("On both", "Sur les deux", "En ambas"), ("Cases, estimated", "Cas, estimés", "Casos, estimados"),
    ("Victims per case", "Victimes par cas", "Víctimas por caso"), ("Victims", "Victimes", "Víctimas"),
    ("Where", "Où", "Dónde"), ("Severity", "Gravité", "Gravedad"), ("What", "Quoi", "Qué"),
    ("{1} % interval", "Intervalle à {1}\u{202F}%", "Intervalo del {1}\u{A0}%"),
    ("victims of reported cases", "victimes de cas signalés", "víctimas de casos notificados"),
    (
      "victims of reported cases (synthetic data)", "victimes de cas signalés (données synthétiques)",
      "víctimas de casos notificados (datos sintéticos)"
    ), ("{1} by stratum", "{1}, par strate", "{1}, por estrato"),
    (
      "{1}; {2} % interval {3} to {4}", "{1}\u{202F}; intervalle à {2}\u{202F}% de {3} à {4}",
      "{1}; intervalo del {2}\u{A0}% de {3} a {4}"
    ),
    (
      "{1} % interval {2} to {3} ({4})", "intervalle à {1}\u{202F}% de {2} à {3} ({4})",
      "intervalo del {1}\u{A0}% de {2} a {3} ({4})"
    ),
    (
      "{1} % interval {2} to {3}", "intervalle à {1}\u{202F}% de {2} à {3}",
      "intervalo del {1}\u{A0}% de {2} a {3}"
    ),
    (
      "Both estimators, by the delta method and by repeating the searches",
      "Les deux estimateurs, par la méthode delta et en répétant les recherches",
      "Los dos estimadores, por el método delta y repitiendo las búsquedas"
    ), ("Estimator", "Estimateur", "Estimador"),
    ("Interval, delta method", "Intervalle, méthode delta", "Intervalo, método delta"),
    ("Interval, searches repeated", "Intervalle, recherches répétées", "Intervalo, búsquedas repetidas"),
    (
      "Lincoln and Petersen's estimator is too high in small samples; Chapman's is unbiased when the lists together are as large as the population, and too low when few cases are on both.",
      "L’estimateur de Lincoln et Petersen est trop haut dans les petits échantillons\u{202F}; celui de Chapman est sans biais lorsque les listes ensemble sont aussi grandes que la population, et trop bas lorsque peu de cas sont sur les deux.",
      "El estimador de Lincoln y Petersen es demasiado alto en muestras pequeñas; el de Chapman no tiene sesgo cuando las listas juntas son tan grandes como la población, y es demasiado bajo cuando pocos casos están en ambas."
    ),
    (
      "Reported-case sampling: two lists, {1} strata", "Échantillonnage de cas signalés\u{A0}: deux listes, {1} strates",
      "Muestreo de casos notificados: dos listas, {1} estratos"
    ),
  ]

  private static let rounding: [(english: String, french: String, spanish: String)] = [
    (
      "Counts of people are rounded at random, up or down, to multiples of {1}, and the same count always in the same way; estimates have two figures at most, intervals are rounded outwards, and the rows of files are given in whole hundreds. Nothing adds up exactly.",
      "Les nombres de personnes sont arrondis au hasard, vers le haut ou le bas, à des multiples de {1}, et le même nombre toujours de la même façon\u{202F}; les estimations ont deux chiffres au plus, les intervalles sont arrondis vers l’extérieur et les lignes des fichiers données par centaines. Rien ne s’additionne exactement.",
      "Los números de personas se redondean al azar, hacia arriba o abajo, a múltiplos de {1}, y el mismo número siempre de la misma manera; las estimaciones tienen dos cifras como máximo, los intervalos se redondean hacia fuera y las filas de los archivos se dan en centenas. Nada suma exactamente."
    ),
    (
      "People by combination of lists, rounded", "Personnes par combinaison de listes, arrondies",
      "Personas por combinación de listas, redondeadas"
    ), ("Cases of both lists, rounded", "Cas des deux listes, arrondis", "Casos de ambas listas, redondeados"),
    ("found by the first team", "trouvés par la première équipe", "encontrados por el primer equipo"),
    ("found by the second team", "trouvés par la seconde équipe", "encontrados por el segundo equipo"),
    ("found by both", "trouvés par les deux", "encontrados por ambos"), ("About", "Environ", "Cerca de"),
    (
      "Combinations that are not named have nobody, or fewer than {1} people who came out as none.",
      "Les combinaisons qui ne sont pas nommées n’ont personne, ou moins de {1} personnes qui ont été arrondies à zéro.",
      "Las combinaciones que no se nombran no tienen a nadie, o a menos de {1} personas que se redondearon a ninguna."
    ),
    (
      "The totals of lists, other methods, the models that were compared, the bootstrap and what changes without a list are not shown, because each is one more number from the same small counts.",
      "Les totaux des listes, les autres méthodes, les modèles comparés, le bootstrap et ce qui change sans une liste ne sont pas montrés, parce que chacun est un nombre de plus tiré des mêmes petits effectifs.",
      "Los totales de las listas, los otros métodos, los modelos comparados, el bootstrap y lo que cambia sin una lista no se muestran, porque cada uno es un número más de los mismos recuentos pequeños."
    ),
    (
      "Who is on which lists is not shown, because with the estimate it would tell small counts; nor are other methods, the models that were compared, the bootstrap and what changes without a list.",
      "Qui figure sur quelles listes n’est pas montré, car avec l’estimation cela révélerait de petits effectifs\u{202F}; ni les autres méthodes, les modèles comparés, le bootstrap et ce qui change sans une liste.",
      "No se muestra quién está en qué listas, porque con la estimación revelaría recuentos pequeños; ni los otros métodos, los modelos comparados, el bootstrap y lo que cambia sin una lista."
    ),
    (
      "Strata, the other estimator and the searches repeated are not shown: each is one more number from the same small counts.",
      "Les strates, l’autre estimateur et les recherches répétées ne sont pas montrés\u{A0}: chacun est un nombre de plus tiré des mêmes petits effectifs.",
      "No se muestran los estratos, el otro estimador ni las búsquedas repetidas: cada uno es un número más de los mismos recuentos pequeños."
    ),
    (
      "The counts of cases are not shown, because with the estimate they would tell small ones; nor are strata, the other estimator and the searches repeated.",
      "Les nombres de cas ne sont pas montrés, car avec l’estimation ils en révéleraient de petits\u{202F}; ni les strates, l’autre estimateur et les recherches répétées.",
      "No se muestran los números de casos, porque con la estimación revelarían los pequeños; ni los estratos, el otro estimador y las búsquedas repetidas."
    ),
    (
      "Reported-case sampling: two lists", "Échantillonnage de cas signalés\u{A0}: deux listes",
      "Muestreo de casos notificados: dos listas"
    ),
    (
      "no single number should be published of it; see the warnings below",
      "aucun nombre unique ne devrait en être publié\u{202F}; voir les avertissements ci-dessous",
      "no debería publicarse de ella un único número; véanse las advertencias de abajo"
    ),
  ]
}
