/// Headings, labels and remarks that this program itself writes, by their English text.
///
/// French and Spanish by this program's authors. Terms follow the usage of the ILO and of the statistical
/// offices (erreur type, error estándar; travail des enfants, trabajo infantil).
enum Phrases {
  /// A text that this program writes, or one with sentences of `Sentences` in it.
  static func translation(of text: String, to language: Language) -> String? {
    language == .english ? text : fixed(text, to: language) ?? Sentences.translation(of: text, to: language)
  }

  /// A text as a whole.
  static func fixed(_ text: String, to language: Language) -> String? {
    switch language {
    case .english: text
    case .french: french[text]
    case .spanish: spanish[text]
    }
  }

  /// Whether the text is one that `translation` gives.
  static func holds(_ text: String, in language: Language) -> Bool {
    switch language {
    case .english: true
    case .french: frenchTexts.contains(text) || Sentences.begins(text, in: language)
    case .spanish: spanishTexts.contains(text) || Sentences.begins(text, in: language)
    }
  }

  /// English, French, Spanish, those of population estimates first.
  static let all: [(english: String, french: String, spanish: String)] = [
    ("Weight of the warning", "Poids de l’avertissement", "Peso de la advertencia"),
    ("What an expert would ask about", "Ce que demanderait un expert", "Lo que preguntaría un experto"),
    ("Other methods", "Autres méthodes", "Otros métodos"),
    ("Limitations and sources", "Limites et sources", "Limitaciones y fuentes"),
    (
      "Population by method, the headline first", "Population par méthode, la principale d’abord",
      "Población por método, la principal primero"
    ),
    ("Population by method", "Population par méthode", "Población por método"),
    ("Population, the total first", "Population, le total d’abord", "Población, el total primero"),
    ("Population by part", "Population par partie", "Población por parte"),
    ("Seen on a list", "Vues sur une liste", "Vistas en una lista"),
    ("Population, as a range only", "Population, en étendue seulement", "Población, solo como rango"),
    ("Coverage", "Couverture", "Cobertura"),
    ("How well the model fits", "Qualité de l’ajustement du modèle", "Cómo se ajusta el modelo"),
    ("How much was seen", "Ce qui a été vu", "Cuánto se vio"),
    (
      "The population without one list", "La population sans une des listes",
      "La población sin una de las listas"
    ),
    (
      "The population by model, against BIC", "La population par modèle, selon le BIC",
      "La población por modelo, según el BIC"
    ),
    ("The bootstrap behind the interval", "Le bootstrap de l’intervalle", "El bootstrap del intervalo"),
    ("What is asked", "Ce qui est demandé", "Lo que se pide"),
    ("Data", "Données", "Datos"),
    ("How to cite", "Comment citer", "Cómo citar"),
    ("How it was made", "Comment elle a été faite", "Cómo se hizo"),
    ("warning", "avertissement", "advertencia"),
    ("note", "note", "nota"),
    ("refusal", "refus", "rechazo"),
    ("headline", "principale", "principal"),
    ("another method", "une autre méthode", "otro método"),
    ("seen on a list", "vues sur une liste", "vistas en una lista"),
    ("total", "total", "total"),
    (
      "share of people on one list only, %", "part des personnes sur une seule liste, %",
      "parte de las personas en una sola lista, %"
    ),
    ("sample coverage, %", "couverture de l’échantillon, %", "cobertura de la muestra, %"),
    (
      "seen among the estimated population, %", "vues parmi la population estimée, %",
      "vistas entre la población estimada, %"
    ),
    (
      "Chao's lower bound, people", "borne inférieure de Chao, personnes", "límite inferior de Chao, personas"
    ),
    ("Age base", "Base d’âge", "Base de edad"),
    ("Age", "Âge", "Edad"),
    ("All persons on a list", "Toutes les personnes d’une liste", "Todas las personas de una lista"),
    ("Answers", "Réponses", "Respuestas"),
    ("Basis", "Fondement", "Fundamento"),
    ("Bounds from rounding", "Bornes dues à l’arrondi", "Límites debidos al redondeo"),
    ("Bounds", "Bornes", "Límites"),
    ("Change", "Variation", "Variación"),
    ("Child population", "Population d’enfants", "Población infantil"),
    ("Children", "Enfants", "Niños, niñas y adolescentes"),
    ("Chosen", "Retenu", "Elegido"),
    ("Code", "Code", "Código"),
    ("Coefficient of variation", "Coefficient de variation", "Coeficiente de variación"),
    (
      "Comparison with the previous edition", "Comparaison avec l’édition précédente",
      "Comparación con la edición anterior"
    ),
    ("Condition", "Condition", "Condición"),
    ("Covers", "Couvre", "Cubre"),
    ("Data sets", "Jeux de données", "Conjuntos de datos"),
    ("Difference", "Différence", "Diferencia"),
    ("Domain", "Domaine", "Dominio"),
    (
      "Each list estimated from the others", "Chaque liste estimée à partir des autres",
      "Cada lista estimada a partir de las demás"
    ),
    ("Entry", "Entrée", "Entrada"),
    ("Error", "Erreur", "Error"),
    ("Estimated over true size", "Taille estimée sur taille vraie", "Tamaño estimado sobre el verdadero"),
    ("Estimate", "Estimation", "Estimación"),
    ("Exact", "Exact", "Exacto"),
    ("Factor on the dark figure", "Facteur sur le chiffre noir", "Factor sobre la cifra negra"),
    ("Factor", "Facteur", "Factor"),
    ("Figures", "Chiffres", "Cifras"),
    ("Figure", "Chiffre", "Cifra"),
    ("File", "Fichier", "Archivo"),
    ("From, to below", "De, à moins de", "Desde, hasta menos de"),
    ("GATHER statement", "Déclaration GATHER", "Declaración GATHER"),
    ("Grade", "Note de qualité", "Grado"),
    ("How far the population moves", "De combien la population varie", "Cuánto se mueve la población"),
    ("How many lists", "Nombre de listes", "Número de listas"),
    (
      "How people on lists are told apart", "Comment les personnes sont distinguées",
      "Cómo se distinguen las personas"
    ),
    ("How", "Comment", "Cómo"),
    (
      "If all lists together depend on each other", "Si toutes les listes dépendent les unes des autres",
      "Si todas las listas dependen unas de otras"
    ),
    (
      "If records were linked wrongly", "Si des fiches étaient mal appariées",
      "Si hubiera registros mal enlazados"
    ),
    ("Input at its high value", "Entrée à sa valeur haute", "Dato en su valor alto"),
    ("Input at its low value", "Entrée à sa valeur basse", "Dato en su valor bajo"),
    ("Inputs", "Entrées", "Datos de entrada"),
    ("Input", "Entrée du calcul", "Dato de entrada"),
    (
      "Interval covers the truth", "L’intervalle contient la vraie valeur",
      "El intervalo contiene el valor verdadero"
    ),
    ("Interval", "Intervalle", "Intervalo"),
    ("Item", "Point", "Punto"),
    ("Kind of interval", "Type d’intervalle", "Tipo de intervalo"),
    ("Level", "Niveau", "Nivel"),
    ("Licence", "Licence", "Licencia"),
    ("List left out", "Liste omise", "Lista omitida"),
    ("Lists merged", "Listes réunies", "Listas unidas"),
    (
      "Lists, with all persons on each", "Listes, avec toutes les personnes de chacune",
      "Listas, con todas las personas de cada una"
    ),
    ("Lists", "Listes", "Listas"),
    ("List", "Liste", "Lista"),
    ("Mean", "Moyenne", "Media"),
    ("Median", "Médiane", "Mediana"),
    ("Methods", "Méthodes", "Métodos"),
    ("Method", "Méthode", "Método"),
    ("Model", "Modèle", "Modelo"),
    ("Name", "Nom", "Nombre"),
    ("No interval", "Sans intervalle", "Sin intervalo"),
    ("No upper end", "Sans borne supérieure", "Sin límite superior"),
    ("Number", "Nombre", "Número"),
    ("On", "Sur", "En"),
    ("Origin", "Origine", "Origen"),
    (
      "People by combination of lists", "Personnes par combinaison de listes",
      "Personas por combinación de listas"
    ),
    ("People", "Personnes", "Personas"),
    ("Per 1,000", "Pour 1\u{202F}000", "Por 1000"),
    (
      "Persons on exactly these lists", "Personnes figurant exactement sur ces listes",
      "Personas que están exactamente en estas listas"
    ),
    ("Persons", "Personnes", "Personas"),
    ("Point", "Point", "Punto"),
    ("Population", "Population", "Población"),
    ("Publication", "Publication", "Publicación"),
    ("Published", "Publié", "Publicado"),
    ("Quantity", "Grandeur", "Magnitud"),
    ("Range", "Étendue", "Rango"),
    ("Reason", "Raison", "Motivo"),
    ("Recomputed", "Recalculé", "Recalculado"),
    ("Refused", "Refusé", "Rechazado"),
    ("Region left out", "Région omise", "Región omitida"),
    ("Region", "Région", "Región"),
    ("Remark", "Remarque", "Observación"),
    ("Reproduced", "Reproduit", "Reproducido"),
    ("Rows", "Lignes", "Filas"),
    ("Scenario", "Scénario", "Escenario"),
    ("Series", "Série", "Serie"),
    ("Share of the total", "Part du total", "Parte del total"),
    ("Source", "Source", "Fuente"),
    ("Standard deviation", "Écart-type", "Desviación estándar"),
    ("Standard error", "Erreur type", "Error estándar"),
    ("State of verification", "État de vérification", "Estado de verificación"),
    ("Statement", "Énoncé", "Enunciado"),
    ("Status", "État", "Estado"),
    ("Steps", "Étapes", "Pasos"),
    ("Synthetic", "Synthétique", "Sintético"),
    ("The estimate and its parts", "L’estimation et ses parties", "La estimación y sus partes"),
    ("The estimate", "L’estimation", "La estimación"),
    (
      "The figure is based on fewer than 50 cases.", "Le chiffre repose sur moins de 50 cas.",
      "La cifra se basa en menos de 50 casos."
    ),
    ("The headline figure", "Le chiffre principal", "La cifra principal"),
    ("The lists", "Les listes", "Las listas"),
    ("Title", "Titre", "Título"),
    ("Total", "Total", "Total"),
    ("Unit", "Unité", "Unidad"),
    ("Value", "Valeur", "Valor"),
    ("Verdict", "Verdict", "Veredicto"),
    ("Warnings", "Avertissements", "Advertencias"),
    ("Weight", "Poids", "Peso"),
    ("What is varied", "Ce qui est varié", "Lo que se varía"),
    ("What it is", "Ce que c’est", "Qué es"),
    ("What it rests on", "Sur quoi elle repose", "En qué se apoya"),
    ("What was found", "Ce qui a été trouvé", "Lo que se encontró"),
    ("Who is on which lists", "Qui figure sur quelles listes", "Quién está en qué listas"),
    ("Why", "Pourquoi", "Por qué"),
    ("With two lists as one", "Avec deux listes réunies en une", "Con dos listas como una"),
    ("Without one list", "Sans une des listes", "Sin una de las listas"),
    ("Year", "Année", "Año"),
    ("a model", "un modèle", "un modelo"),
    ("analysis by this program", "analyse de ce programme", "análisis de este programa"),
    ("analysis", "analyse", "análisis"),
    ("another model", "un autre modèle", "otro modelo"),
    ("children", "enfants", "niños, niñas y adolescentes"),
    ("input at its high value", "entrée à sa valeur haute", "dato en su valor alto"),
    ("input at its low value", "entrée à sa valeur basse", "dato en su valor bajo"),
    ("interval without an upper end", "intervalle sans borne supérieure", "intervalo sin límite superior"),
    ("interval, as a band", "intervalle, en bande", "intervalo, como banda"),
    ("interval", "intervalle", "intervalo"),
    ("its interval", "son intervalle", "su intervalo"),
    ("no estimate", "pas d’estimation", "sin estimación"),
    ("no figure", "pas de chiffre", "sin cifra"),
    ("no interval", "pas d’intervalle", "sin intervalo"),
    ("none", "aucun", "ninguno"),
    (
      "not checked against the printed source", "non vérifié dans la source imprimée",
      "no cotejado con la fuente impresa"
    ),
    ("no", "non", "no"),
    ("people", "personnes", "personas"),
    ("persons", "personnes", "personas"),
    ("published by the source", "publié par la source", "publicado por la fuente"),
    ("published", "publié", "publicado"),
    ("range only", "étendue seulement", "solo rango"),
    ("refused", "refusé", "rechazado"),
    ("yes", "oui", "sí"),
  ]

  private static let french = Dictionary(all.map { ($0.english, $0.french) }, uniquingKeysWith: { $1 })
  private static let spanish = Dictionary(all.map { ($0.english, $0.spanish) }, uniquingKeysWith: { $1 })
  private static let frenchTexts = Set(all.map(\.french) + Message.allCases.map { $0.text(in: .french) })
  private static let spanishTexts = Set(all.map(\.spanish) + Message.allCases.map { $0.text(in: .spanish) })
}
