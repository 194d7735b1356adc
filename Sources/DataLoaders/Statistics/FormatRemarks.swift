extension IlostatReader {
  /// What the format itself leaves open.
  var remarks: [String] {
    var remarks: [String] = []
    let met = unitsMet
    let thousands = met.filter { $0.unit.isByConvention && $0.unit.multiplier == 1_000 }.map(\.indicator)
    if !thousands.isEmpty {
      remarks.append(
        "the file names no unit: \(words(thousands)) is read in thousands of people, which is what _NB stands for"
      )
    }
    let unknown = met.filter { $0.unit.multiplier == nil }.map(\.indicator)
    if !unknown.isEmpty {
      remarks.append(
        "the unit of \(words(unknown)) is not known from the file; a figure of it must not be read in persons"
      )
    }
    if bandSpellings.padded > 0 {
      remarks.append(
        (bandSpellings.plain > 0
          ? "age bands are spelt both as in SDMX (Y05-17) and as in bulk files (Y5-17)"
          : "age bands are spelt as in SDMX (Y05-17)") + "; they are read as Y5-17")
    }
    if !unknownColumns.isEmpty {
      remarks.append("columns that the format does not name are read as dimensions: \(words(unknownColumns))")
    }
    return remarks
  }
}

extension SDMXReader {
  var remarks: [String] {
    var remarks: [String] = []
    if otherRows.deletions > 0 {
      remarks.append(
        "rows that delete data: \(otherRows.deletions); the file is a set of changes and no table"
      )
    }
    if otherRows.partialKeys > 0 {
      remarks.append("rows with attributes of groups of series and no figure: \(otherRows.partialKeys)")
    }
    if columns.version == 2, columns.action == nil {
      remarks.append("no column says what to do with the rows; the standard takes them as data to merge")
    }
    if columns.version == 2, !columns.dimensionsByPlace {
      remarks.append("OBS_VALUE stands before the dimensions, which were told from attributes by their names")
    }
    let several = columns.attributes.filter(\.isMultiValued).map(\.name)
    if !several.isEmpty { remarks.append("cells of \(words(several)) hold several values or languages") }
    if columns.attribute("UNIT_MULT", "UNIT_MULTIPLIER") == nil {
      remarks.append("no column says whether values are in units, thousands or millions")
    }
    return remarks
  }
}

extension CaseColumns {
  var remarks: [String] {
    var remarks = [
      "an empty cell, -99 and the country 00 are missing; a flag that is missing is not 0",
      "the cases are those that organisations met: no sample of all victims, so shares among them are not shares "
        + "among victims, and rates cannot be worked out from them",
    ]
    remarks.append(
      isSynthetic
        ? "no row is a person: the rows were made so that counts come near those of the real cases, with noise; small "
          + "counts are mostly noise"
        : "combinations of fewer than 11 people were left out before publication (k-anonymity), so rare forms are "
          + "missing more often than others")
    if hasSectorSpelling {
      remarks.append("variables are spelt sectorOf…, as in later editions; they are read as typeOf…")
    }
    return remarks
  }
}

/// A list in words; long ones are cut.
private func words(_ names: [String]) -> String {
  names.count > 6 ? names.prefix(6).joined(separator: ", ") + " and others" : names.joined(separator: ", ")
}
