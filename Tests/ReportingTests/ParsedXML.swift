import Foundation
import FoundationXML

/// HTML or SVG as a tree, by a parser that is not this program's. Our pages are well-formed XML as well.
final class ParsedXML: NSObject, XMLParserDelegate {
  final class Node {
    let name: String
    let attributes: [String: String]
    var children: [Node] = []
    /// All text below, in order.
    var text = ""

    init(_ name: String, _ attributes: [String: String]) {
      self.name = name
      self.attributes = attributes
    }

    /// This node and everything below it, in document order.
    var all: [Node] { [self] + children.flatMap(\.all) }

    func all(_ name: String) -> [Node] { all.filter { $0.name == name } }
  }

  private var stack: [Node] = []
  private var root: Node?

  /// `nil` where the text is not well-formed.
  static func root(_ text: String) -> Node? {
    let reader = ParsedXML()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    return parser.parse() ? reader.root : nil
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    let node = Node(name, attributes)
    stack.last?.children.append(node)
    if root == nil { root = node }
    stack.append(node)
  }

  func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {
    stack.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    for node in stack { node.text += string }
  }
}
