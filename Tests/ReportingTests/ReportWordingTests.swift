import Estimates
import Foundation
import Testing

@testable import Reporting

@Suite("Wording of the frame")
struct ReportWordingTests {
  private static let others: [Language] = [.french, .spanish]

  @Test(arguments: Language.allCases) func `every message has its places in every language`(
    _ language: Language
  ) {
    for message in Message.allCases {
      let text = ReportWording(language).text(message, "ONE", "TWO")
      #expect(message.places < 1 || text.contains("ONE"), "\(message) \(language)")
      #expect(message.places < 2 || text.contains("TWO"), "\(message) \(language)")
      #expect(!text.contains("{"), "\(message) \(language)")
    }
  }

  @Test(arguments: others) func `every warning has its short text`(_ language: Language) {
    let missing = WarningCode.allCases.filter { WarningTexts.condition($0, in: language) == nil }.map(
      \.rawValue)
    #expect(missing.isEmpty, "\(language): \(missing)")
    for code in WarningCode.allCases {
      #expect(WarningTexts.condition(code, in: language) != code.entry.condition, "\(code)")
    }
  }

  @Test func `phrases stand once and are translated`() {
    #expect(Set(Phrases.all.map(\.english)).count == Phrases.all.count)
    #expect(Phrases.all.allSatisfy { !$0.french.isEmpty && !$0.spanish.isEmpty })
  }

  @Test func `every sentence is in all three languages, with the same places`() {
    #expect(Set(Sentences.all.map(\.english)).count == Sentences.all.count)
    for sentence in Sentences.all {
      let places = SentencePattern.split(sentence.english).places.sorted()
      for text in [sentence.french, sentence.spanish] {
        #expect(!text.isEmpty && text != sentence.english || sentence.english == "Estimation", "\(sentence.english)")
        #expect(SentencePattern.split(text).places.sorted() == places, "\(text)")
      }
    }
  }

  @Test func `sentences are found alone, among others and with what is filled in`() {
    let wording = ReportWording(.french)
    #expect(wording.phrase("Since the edition 2026-11") == "Depuis l’édition 2026-11")
    #expect(
      wording.phrase("NOT PROVIDED (GATHER 2) Made by prevalence 0.1.0. Words of the office.")
        == "NON FOURNI (GATHER 2) Fait par prevalence 0.1.0. Words of the office.")
    #expect(
      wording.phrase("population: the setting 'method' is not what it was.")
        == "population\u{A0}: le réglage «\u{A0}method\u{A0}» n’est plus le même.")
    #expect(wording.phrase("How many were missed") == "Combien ont échappé")
    for sentence in Sentences.all where !sentence.english.contains("{") {
      #expect(wording.phrase(sentence.english) == sentence.french)
      #expect(ReportWording(.spanish).phrase(sentence.english) == sentence.spanish)
    }
    // Text of a study that only looks alike stays as it is.
    #expect(wording.phrase("Since the edition") == "Since the edition")
    #expect(wording.phrase("A title of an office") == "A title of an office")
    #expect(ReportWording.english.phrase("Since the edition 2026-11") == "Since the edition 2026-11")
  }

  /// By the rules of the Imprimerie nationale and the RAE.
  @Test(arguments: [
    (1_234_567.0, NumberStyle.count, "1\u{202F}234\u{202F}567", "1\u{202F}234\u{202F}567"),
    (1_234, .count, "1\u{202F}234", "1234"), (12.34, .percent, "12,3\u{202F}%", "12,3\u{A0}%"),
    (0.0004, .decimal(3), "<0,001", "<0,001"), (.nan, .count, "pas un nombre", "no es un número"),
  ])
  func `numbers are written as the language does`(
    _ value: Double, _ style: NumberStyle, _ french: String, _ spanish: String
  ) {
    #expect(style.written(NumberMarks(.french)).text(value) == french)
    #expect(style.written(NumberMarks(.spanish)).text(value) == spanish)
    #expect(style.written(.english) == style)
  }

  @Test func `ranges have the words of the language`() {
    let style = NumberStyle.count.written(NumberMarks(.french))
    #expect(style.text(lower: 1_200, upper: nil) == "1\u{202F}200 ou plus")
    #expect(style.text(lower: -3, upper: 5) == "-3 à 5")
  }

  @Test(arguments: [
    ("1,030", "1\u{202F}030"), ("95 % interval 658 to 1,710", "95 % interval 658 to 1\u{202F}710"),
    ("0.5 of 12,345.67", "0,5 of 12\u{202F}345,67"), ("in 2016, 12 lists", "in 2016, 12 lists"),
    ("no estimate", "no estimate"), ("v1.2", "v1,2"), ("", ""),
  ])
  func `headline numbers are not read in the wrong language`(_ text: String, _ french: String) {
    #expect(NumberMarks(.french).rewritten(text) == french)
    #expect(NumberMarks(.english).rewritten(text) == text)
  }

  @Test(arguments: others) func `a page says which language is whose`(_ language: Language) throws {
    let document = SampleDocument.document.worded(ReportWording(language))
    let root = try #require(ParsedXML.root(String(HTMLWriter.text(document).dropFirst(16))))
    #expect(root.attributes["lang"] == language.rawValue)
    let text = root.text
    #expect(text.contains(language == .french ? "Tableau 1." : "Cuadro 1."))
    #expect(text.contains("anglais") || text.contains("inglés"))
    #expect(!text.contains("Skip to the content") && !text.contains("Source: "))
    let title = try #require(root.all("h1").first)
    #expect(title.all("span").first?.attributes["lang"] == "en")
    let dated = root.all("td").filter { $0.attributes["lang"] == "en" }
    #expect(!dated.isEmpty)
    // What programs read does not change with the language.
    #expect(document.tables.map(CSVWriter.text) == SampleDocument.document.tables.map(CSVWriter.text))
  }

  @Test func `an English page is as it was and names no language twice`() {
    let page = HTMLWriter.text(SampleDocument.document.worded(.english))
    #expect(page == HTMLWriter.text(SampleDocument.document))
    #expect(page.components(separatedBy: "lang=").count == 2)
  }

  @Test(arguments: others) func `every writer takes the wording`(_ language: Language) throws {
    let document = SampleDocument.document.worded(ReportWording(language))
    let word = language == .french ? "Tableau" : "Cuadro"
    #expect(MarkdownWriter.text(document).contains(word) && LaTeXWriter.text(document).contains(word))
    let zip = try #require(SmallZip(try XLSXWriter.bytes(document)))
    let sheet = try #require(try zip.xml("xl/workbook.xml").all("sheet").first?.attributes["name"])
    #expect(sheet == (language == .french ? "Sommaire" : "Índice"))
    let figure = FigureWriter.text(SampleDocument.intervals, wording: ReportWording(language))
    #expect(!figure.contains("interval without an upper end"))
  }

  @Test func `a warning under a table has the text of the catalogue and what was found`() {
    let wording = ReportWording(.french)
    let text = wording.sentence("MSE-05: fewer than 30 people were seen.")
    #expect(text.hasPrefix("MSE-05: moins de 30 personnes"))
    #expect(text.hasSuffix("(détail, en anglais\u{A0}: fewer than 30 people were seen)."))
    #expect(ReportWording.english.sentence("MSE-05: fewer.") == "MSE-05: fewer.")
  }

  @Test func `an office replaces words, header and footer, as text`() throws {
    let wording = try ReportWording(
      .english, replacing: ["source": "Fonte: {1}", "footer": "<b>Office</b>", "header": "Bureau"])
    let page = HTMLWriter.text(SampleDocument.document.worded(wording))
    #expect(page.contains("Fonte: Example Office") && page.contains("&lt;b&gt;Office&lt;/b&gt;"))
    #expect(MarkdownWriter.text(SampleDocument.document.worded(wording)).hasPrefix("Bureau\n"))
    #expect(throws: WordingError.missingPlace(key: "source", place: "{1}")) {
      try ReportWording(.english, replacing: ["source": "Fonte"])
    }
    #expect(throws: WordingError.unknownKey("sauce")) {
      try ReportWording(.english, replacing: ["sauce": "x"])
    }
    // What is filled in is not searched for places again.
    #expect(wording.text(.source, "{1}{2}") == "Fonte: {1}{2}")
  }

  @Test func `a study written in the language of the frame is not called foreign`() {
    let french = Document(
      title: "Titre", subtitle: "", language: "fr",
      sections: [Section("a", "Partie", [.paragraph("Bonjour.")])])
    let page = HTMLWriter.text(french.worded(ReportWording(.french)))
    #expect(page.contains("lang=\"fr\"") && !page.contains("lang=\"en\"") && !page.contains("anglais"))
  }

  @Test func `an office's style sheet changes looks and nothing else`() throws {
    var document = SampleDocument.document
    document.style = try PageStyle("h1 { color: #123456; } /* ours */")
    let page = HTMLWriter.text(document.worded(.english))
    #expect(page.contains("h1 { color: #123456; }"))
    #expect(ParsedXML.root(String(page.dropFirst(16))) != nil)
    for sheet in [
      "</style><script>alert(1)</script>", "@import 'x.css';", "p{background:url(https://x)}",
      "@im/**/port 'x'",
      "p{background:u\\72l(x)}", "p{background: URL (x)}", "p{b:image-set('x' 1x)}", "a{behavior:x}",
      String(repeating: "p", count: 100_001),
    ] {
      #expect(throws: PageStyleError.self) { try PageStyle(sheet) }
    }
  }
}
