/// Whether two numbers agree within an absolute or a relative tolerance; the reason for a loose tolerance
/// stands at the call. Two NaN never agree.
public func close(_ value: Double, _ oracle: Double, relative: Double = 0, absolute: Double = 0) -> Bool {
  if value == oracle { return true }
  let difference = abs(value - oracle)
  return difference <= absolute || difference <= relative * abs(oracle)
}

/// McCullough's log relative error: the number of correct significant digits, capped at 15.
public func logRelativeError(_ value: Double, certified: Double) -> Double {
  if value == certified { return 15 }
  let error = certified == 0 ? abs(value) : abs(value - certified) / abs(certified)
  guard error.isFinite else { return 0 }
  return min(15, max(0, -log10(error)))
}

internal import Glibc
