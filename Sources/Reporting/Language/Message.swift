/// The sentences and words of a report's frame. Raw values are the keys by which a study file replaces them.
///
/// `{1}` and `{2}` stand for what is filled in; a replacement keeps them.
package enum Message: String, Sendable, Equatable, CaseIterable {
  case skipLink = "skip_link"
  case contents
  case source
  case tableLabel = "table_label"
  case figureLabel = "figure_label"
  case figureData = "figure_data"
  case figureAsTable = "figure_as_table"
  case note
  case warning
  case analysis
  case synthetic
  case dashSpoken = "dash_spoken"
  case dashExplained = "dash_explained"
  case suppressedExplained = "suppressed_explained"
  case notApplicable = "not_applicable"
  case notPublished = "not_published"
  case refused
  case lowerEnd = "lower_end"
  case upperEnd = "upper_end"
  case noUpperEnd = "no_upper_end"
  case marks
  case firstRows = "first_rows"
  case lineInFigure = "line_in_figure"
  case otherLanguage = "other_language"
  case warningDetail = "warning_detail"
  case noInterval = "no_interval"
  case chosenModel = "chosen_model"
  case figureOmitted = "figure_omitted"
  /// Text above the title and at the foot of every page; empty unless an office gives one.
  case header
  case footer

  /// How many parts are filled in.
  package var places: Int {
    switch self {
    case .firstRows, .warningDetail, .chosenModel: 2
    case .source, .tableLabel, .figureLabel, .lowerEnd, .upperEnd, .lineInFigure, .noInterval, .figureOmitted:
      1
    default: 0
    }
  }

  func text(in language: Language) -> String {
    switch language {
    case .english: english
    case .french: french
    case .spanish: spanish
    }
  }

  private var english: String {
    switch self {
    case .skipLink: "Skip to the content"
    case .contents: "Contents"
    case .source: "Source: {1}"
    case .tableLabel: "Table {1}."
    case .figureLabel: "Figure {1}."
    case .figureData: "Data:"
    case .figureAsTable: "The figure as a table"
    case .note: "Note"
    case .warning: "Warning"
    case .analysis: "Analysis by this program"
    case .synthetic: "Synthetic data"
    case .dashSpoken: "dash in the source"
    case .dashExplained: "the source prints a dash, which is not a zero"
    case .suppressedExplained: "held back so that nobody can be identified"
    case .notApplicable: "n/a"
    case .notPublished: "not published"
    case .refused: "refused"
    case .lowerEnd: "{1}, lower end"
    case .upperEnd: "{1}, upper end"
    case .noUpperEnd: "no upper end"
    case .marks: "Marks"
    case .firstRows: "The first {1} of {2} rows."
    case .lineInFigure: "Line in the figure: {1}."
    case .otherLanguage: ""
    case .warningDetail: "{1}: {2}."
    case .noInterval: "No interval: {1}."
    case .chosenModel: "chosen model, {1}: {2}"
    case .figureOmitted: "The figure is the file {1} of the report."
    case .header, .footer: ""
    }
  }

  private var french: String {
    switch self {
    case .skipLink: "Aller au contenu"
    case .contents: "Sommaire"
    case .source: "Source\u{A0}: {1}"
    case .tableLabel: "Tableau {1}."
    case .figureLabel: "Figure {1}."
    case .figureData: "Données\u{A0}:"
    case .figureAsTable: "La figure sous forme de tableau"
    case .note: "Note"
    case .warning: "Avertissement"
    case .analysis: "Analyse de ce programme"
    case .synthetic: "Données synthétiques"
    case .dashSpoken: "tiret dans la source"
    case .dashExplained: "la source imprime un tiret, qui n’est pas un zéro"
    case .suppressedExplained: "non publié, afin que personne ne puisse être identifié"
    case .notApplicable: "s.\u{202F}o."
    case .notPublished: "non publié"
    case .refused: "refusé"
    case .lowerEnd: "{1}, borne inférieure"
    case .upperEnd: "{1}, borne supérieure"
    case .noUpperEnd: "sans borne supérieure"
    case .marks: "Renvois"
    case .firstRows: "Les {1} premières lignes sur {2}."
    case .lineInFigure: "Ligne dans la figure\u{A0}: {1}."
    case .otherLanguage:
      "Le cadre de ce rapport est en français\u{202F}; les passages propres à l’étude, qui n’ont pas été "
        + "traduits, sont en anglais."
    case .warningDetail: "{1} (détail, en anglais\u{A0}: {2})."
    case .noInterval: "Pas d’intervalle\u{A0}: {1}."
    case .chosenModel: "modèle retenu, {1}\u{A0}: {2}"
    case .figureOmitted: "La figure est le fichier {1} du rapport."
    case .header, .footer: ""
    }
  }

  private var spanish: String {
    switch self {
    case .skipLink: "Ir al contenido"
    case .contents: "Índice"
    case .source: "Fuente: {1}"
    case .tableLabel: "Cuadro {1}."
    case .figureLabel: "Gráfico {1}."
    case .figureData: "Datos:"
    case .figureAsTable: "El gráfico como cuadro"
    case .note: "Nota"
    case .warning: "Advertencia"
    case .analysis: "Análisis de este programa"
    case .synthetic: "Datos sintéticos"
    case .dashSpoken: "raya en la fuente"
    case .dashExplained: "la fuente imprime una raya, que no es un cero"
    case .suppressedExplained: "no se publica, para que nadie pueda ser identificado"
    case .notApplicable: "n.\u{202F}a."
    case .notPublished: "no publicado"
    case .refused: "rechazado"
    case .lowerEnd: "{1}, límite inferior"
    case .upperEnd: "{1}, límite superior"
    case .noUpperEnd: "sin límite superior"
    case .marks: "Llamadas"
    case .firstRows: "Las primeras {1} filas de {2}."
    case .lineInFigure: "Línea en el gráfico: {1}."
    case .otherLanguage:
      "El marco de este informe está en español; los pasajes propios del estudio, que no se han traducido, "
        + "están en inglés."
    case .warningDetail: "{1} (detalle, en inglés: {2})."
    case .noInterval: "Sin intervalo: {1}."
    case .chosenModel: "modelo elegido, {1}: {2}"
    case .figureOmitted: "El gráfico es el archivo {1} del informe."
    case .header, .footer: ""
    }
  }
}
