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
    .chart .filled { fill: #1d5b8c; }
    .chart .hollow { fill: #ffffff; stroke: #1d5b8c; stroke-width: 1; }
    .chart .vacant { fill: #c9d1d8; }
    .chart .stripe { fill: #f3f6f8; }
    .chart .thin { stroke: #1d5b8c; stroke-width: 1; fill: none; }
    .chart .speck { fill: #1d5b8c; stroke: #ffffff; stroke-width: 0.6; }
    .chart .chosen { fill: #b45f14; stroke: #ffffff; stroke-width: 1.5; }
    .chart .chosen-line { stroke: #b45f14; stroke-width: 2.5; fill: none; }
    .chart .estimate { stroke: #1c2732; stroke-width: 2; }
    .chart .halo { stroke: #ffffff; stroke-width: 4; fill: none; }
    .chart .tone-1 { stroke: #1d5b8c; }
    .chart .tone-2 { stroke: #b45f14; }
    .chart .tone-3 { stroke: #5b4390; }
    .chart .tone-4 { stroke: #2a6b3f; }
    .chart .series { stroke-width: 2; fill: none; }
    .chart .dash-2 { stroke-dasharray: 7 4; }
    .chart .dash-3 { stroke-dasharray: 2 3; }
    .chart .dash-4 { stroke-dasharray: 10 3 2 3; }
    .chart .point-solid.tone-1 { fill: #1d5b8c; }
    .chart .point-solid.tone-2 { fill: #b45f14; }
    .chart .point-solid.tone-3 { fill: #5b4390; }
    .chart .point-solid.tone-4 { fill: #2a6b3f; }
    .chart .point-open { fill: #ffffff; stroke-width: 2; }
    .chart .band { fill: #55616c; fill-opacity: 0.18; stroke-width: 0.8; }
    .chart .break { stroke: #55616c; stroke-width: 1.5; stroke-dasharray: 1 4; stroke-linecap: round; }
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
    .chart .filled { fill: #79b4e6; }
    .chart .hollow { fill: #12181e; stroke: #79b4e6; }
    .chart .vacant { fill: #3a4752; }
    .chart .stripe { fill: #1b242c; }
    .chart .thin { stroke: #79b4e6; }
    .chart .speck { fill: #79b4e6; stroke: #12181e; }
    .chart .chosen { fill: #e0975a; stroke: #12181e; }
    .chart .chosen-line { stroke: #e0975a; }
    .chart .estimate { stroke: #e4e9ee; }
    .chart .halo { stroke: #12181e; }
    .chart .tone-1 { stroke: #79b4e6; }
    .chart .tone-2 { stroke: #e0975a; }
    .chart .tone-3 { stroke: #bda8ea; }
    .chart .tone-4 { stroke: #7cc79a; }
    .chart .point-solid.tone-1 { fill: #79b4e6; }
    .chart .point-solid.tone-2 { fill: #e0975a; }
    .chart .point-solid.tone-3 { fill: #bda8ea; }
    .chart .point-solid.tone-4 { fill: #7cc79a; }
    .chart .point-open { fill: #12181e; }
    .chart .band { fill: #a7b2bd; }
    .chart .break { stroke: #a7b2bd; }
    }
    """
}
