extension Array {
  /// Makes the array so long, and keeps what it held as far as it goes: where batches of rows follow one another, nearly
  /// as long as the one before, no memory is asked for.
  @inlinable
  package mutating func resize(to count: Int, with value: Element) {
    if count > self.count {
      append(contentsOf: repeatElement(value, count: count - self.count))
    } else {
      removeLast(self.count - count)
    }
  }
}
