/// What kind of file a table of statistics is.
package enum StatisticsFormat: String, Sendable, CaseIterable {
  case ilostat = "ilostat"
  case sdmx1 = "sdmx-csv-1.0"
  case sdmx2 = "sdmx-csv-2"
  case unicef = "unicef"
  case unodc = "unodc"
  case ctdcGlobal = "ctdc-global"
  case ctdcSynthetic = "ctdc-synthetic"
  case tidy = "tidy"
  case other = "other"

  package var title: String {
    switch self {
    case .ilostat: "ILOSTAT bulk CSV"
    case .sdmx1: "SDMX-CSV 1.0"
    case .sdmx2: "SDMX-CSV 2.x"
    case .unicef: "UNICEF Data Warehouse, SDMX-CSV 1.0"
    case .unodc: "UNODC workbook on trafficking in persons, exported as CSV"
    case .ctdcGlobal: "CTDC Global Dataset (cases, k-anonymised)"
    case .ctdcSynthetic: "CTDC Global Synthetic Dataset (synthetic cases)"
    case .tidy: "tidy CSV of this program"
    case .other: "a table in none of the formats that this program knows"
    }
  }

  /// Whether its rows are people and not figures.
  package var holdsCases: Bool { self == .ctdcGlobal || self == .ctdcSynthetic }
}
