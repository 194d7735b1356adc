internal import CLAPACKE

/// What the LAPACKE calls of this folder share. Finiteness is checked before each of them, because LAPACKE
/// answers a NaN with the code of a bad argument and lets infinity through.
enum LAPACK {
  static let columnMajor = Int32(LAPACK_COL_MAJOR)

  /// A character argument.
  static func letter(_ character: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: character.value) }

  static let lower = letter("L")
  static let upper = letter("U")
  static let left = letter("L")
  static let noTranspose = letter("N")
  static let transpose = letter("T")
  static let nonUnit = letter("N")
  static let oneNorm = letter("1")

  /// For routines that have no way to fail other than a bad argument or the lack of memory.
  static func check(_ info: Int32, _ routine: String) throws(NumericError) {
    if info != 0 { throw .lapack(routine: routine, info: Int(info)) }
  }
}
