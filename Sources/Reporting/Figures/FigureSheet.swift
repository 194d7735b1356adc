/// The look of figures. Concrete colours and no variables, because viewers outside browsers know only those.
///
/// Every text colour has a contrast of at least 4.5 to its paper and every shape that carries meaning at
/// least 3 (WCAG 2.1, 1.4.3 and 1.4.11); nothing is told by colour alone.
enum FigureSheet {
  static let light: StaticString = """
    .chart { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
      "Liberation Sans", sans-serif; }
    .chart text { fill: #1c2732; }
    .chart .strong, .chart .title { font-weight: 600; }
    .chart .title { font-size: 16px; }
    .chart .muted, .chart .tick { fill: #55616c; font-size: 12px; }
    .chart .reference-text { fill: #8f4708; font-size: 12px; }
    .chart .paper { fill: #ffffff; }
    .chart .grid { stroke: #e1e6ea; stroke-width: 1; }
    .chart .rule { stroke: #c9d1d8; stroke-width: 1; }
    .chart .axis { stroke: #6b7782; stroke-width: 1; }
    .chart .interval { stroke: #1d5b8c; stroke-width: 2; fill: none; }
    .chart .solid { fill: #1d5b8c; stroke: #1d5b8c; stroke-width: 1; }
    .chart .open { fill: #ffffff; stroke: #1d5b8c; stroke-width: 2; }
    .chart .hatched { stroke: #1d5b8c; stroke-width: 1; }
    .chart .hatching { stroke: #1d5b8c; stroke-width: 1.4; }
    .chart .reference { stroke: #b45f14; stroke-width: 1.5; stroke-dasharray: 5 3; }
    """

  static let dark: StaticString = """
    @media screen and (prefers-color-scheme: dark) {
    .chart text { fill: #e4e9ee; }
    .chart .muted, .chart .tick { fill: #a7b2bd; }
    .chart .reference-text { fill: #efae72; }
    .chart .paper { fill: #12181e; }
    .chart .grid { stroke: #27313a; }
    .chart .rule { stroke: #3a4752; }
    .chart .axis { stroke: #84919d; }
    .chart .interval { stroke: #79b4e6; }
    .chart .solid { fill: #79b4e6; stroke: #79b4e6; }
    .chart .open { fill: #12181e; stroke: #79b4e6; }
    .chart .hatched, .chart .hatching { stroke: #79b4e6; }
    .chart .reference { stroke: #e0975a; }
    }
    """
}
