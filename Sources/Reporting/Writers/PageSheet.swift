/// The look of a page: the colours of `FigureSheet`, system fonts, one column of text that tables may fill.
enum PageSheet {
  static let base: StaticString = """
    :root { color-scheme: light dark; --ink: #1c2732; --muted: #55616c; --paper: #ffffff; --tint: #f3f6f8;
      --rule: #c9d1d8; --strong-rule: #1c2732; --accent: #1d5b8c; --note: #1d5b8c; --warning: #8f4708;
      --analysis: #5b4390; --synthetic: #a0203c; --shade: #1c273233; }
    * { box-sizing: border-box; }
    html { font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
      "Liberation Sans", sans-serif;
      -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
    body { margin: 0; color: var(--ink); background: var(--paper); overflow-wrap: break-word; }
    a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
    a:hover { text-decoration-thickness: 2px; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    main:focus { outline: none; }
    .skip { position: absolute; left: -100vw; top: 0; padding: 0.5rem 1rem; background: var(--paper);
      z-index: 1; }
    .skip:focus { left: 0; }
    .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap; }
    header { border-top: 0.4rem solid var(--accent); border-bottom: 1px solid var(--rule); }
    .masthead, .columns { max-width: 72.5rem; margin-inline: auto; padding-inline: 1.25rem; }
    .masthead { padding-block: 2.25rem 1.75rem; }
    h1, h2, h3 { line-height: 1.2; text-wrap: balance; font-weight: 650; }
    h1 { font-size: clamp(1.75rem, 1.2rem + 2.2vw, 2.6rem); letter-spacing: -0.015em; margin-block: 0; }
    h2 { font-size: 1.5rem; letter-spacing: -0.01em; margin: 0 0 1rem; }
    h3 { font-size: 1.125rem; margin: 2rem 0 0.5rem; }
    .subtitle { margin-block: 0.6rem 0; font-size: 1.15rem; color: var(--muted); max-width: none; }
    .columns { padding-block: 2.25rem 4rem; }
    .office { max-width: 72.5rem; margin: 0 auto; padding: 0.6rem 1.25rem; font-size: 0.9375rem;
      color: var(--muted); }
    .other-language { margin: 0.9rem 0 0; font-size: 0.9375rem; color: var(--muted); font-style: italic; }
    footer { border-top: 1px solid var(--rule); }
    nav h2 { font-size: 0.8125rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--muted);
      margin: 0 0 0.6rem; }
    nav ol { list-style: none; margin: 0 0 2.25rem; padding: 0; font-size: 0.9375rem; line-height: 1.35; }
    nav a { display: block; padding: 0.4rem 0; text-decoration: none; }
    nav a:hover { text-decoration: underline; }
    main { min-width: 0; }
    section + section { margin-top: 3.5rem; padding-top: 2.25rem; border-top: 1px solid var(--rule); }
    p, ul, ol { margin: 0 0 1rem; max-width: 44rem; }
    ul, ol { padding-left: 1.4rem; }
    li { margin-bottom: 0.35rem; }
    code { font: 0.9em ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace;
      background: var(--tint); padding: 0.1em 0.3em; border-radius: 3px; overflow-wrap: anywhere; }
    .key-figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr));
      gap: 1.5rem 2rem; margin: 0 0 2rem; }
    .key-figures > div { border-top: 3px solid var(--accent); padding-top: 0.7rem; }
    .key-figures dt { font-size: 0.9375rem; font-weight: 600; line-height: 1.35; }
    .key-figures dd { margin: 0; font-size: 0.9375rem; line-height: 1.45; color: var(--muted); }
    .key-figures .value { font-size: clamp(1.75rem, 1.5rem + 0.8vw, 2.125rem); line-height: 1.15;
      text-wrap: balance; font-weight: 650; letter-spacing: -0.02em;
      color: var(--ink); font-variant-numeric: lining-nums; margin: 0.25rem 0 0.35rem; }
    .callout { border-left: 4px solid var(--note); background: var(--tint); padding: 0.85rem 1.1rem;
      margin: 0 0 1.5rem; max-width: 46rem; }
    .callout p { margin: 0; }
    .callout .kind { font-weight: 650; font-size: 0.9375rem; color: var(--note); margin-bottom: 0.15rem; }
    .callout.warning { border-color: var(--warning); }
    .callout.warning .kind { color: var(--warning); }
    .callout.analysis { border-color: var(--analysis); border-left-style: double; border-left-width: 6px; }
    .callout.analysis .kind { color: var(--analysis); }
    .callout.synthetic { border-color: var(--synthetic); border-left-style: dashed; }
    .callout.synthetic .kind { color: var(--synthetic); }
    .table, figure { margin: 2rem 0 2.25rem; }
    .scroll { position: relative; overflow-x: auto;
      background: linear-gradient(to left, var(--paper) 40%, transparent) right / 2rem 100% no-repeat local,
        linear-gradient(to left, var(--shade), transparent) right / 0.75rem 100% no-repeat scroll; }
    table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.9375rem;
      line-height: 1.35; font-variant-numeric: tabular-nums lining-nums; }
    caption, figcaption { text-align: left; font-weight: 600; font-size: 1rem; line-height: 1.4;
      padding-bottom: 0.7rem; text-wrap: pretty; }
    caption { position: sticky; left: 0; max-width: calc(100vw - 2.5rem); }
    .label { color: var(--accent); }
    th, td { padding: 0.45rem 0.75rem; text-align: left; vertical-align: top; font-weight: 400; }
    th:first-child, td:first-child { padding-left: 0.25rem; }
    th:last-child, td:last-child { padding-right: 0.25rem; }
    thead th { border-top: 2px solid var(--strong-rule); border-bottom: 1px solid var(--strong-rule);
      font-weight: 600; vertical-align: bottom; }
    tbody th, tbody td { border-bottom: 1px solid var(--rule); }
    tbody:last-child tr:last-child > * { border-bottom: 2px solid var(--strong-rule); }
    .number { text-align: right; white-space: nowrap; }
    thead .number { white-space: normal; }
    th.words { min-width: 5rem; }
    th.words:first-child { min-width: 9rem; }
    th.short:first-child { min-width: 4rem; }
    th.long:not(:first-child) { min-width: 10rem; }
    .words:first-child { position: sticky; left: 0; background: var(--paper); }
    thead .over { text-align: center; border-bottom-width: 1px; padding-bottom: 0.25rem; }
    thead tr + tr th { border-top: 0; }
    .wide table { font-size: 0.8125rem; }
    .wide th, .wide td { padding-inline: 0.375rem; }
    .wide th.words:first-child { min-width: 7.5rem; }
    .wide .unit { font-size: 0.75rem; }
    .wide .marked.number, .wide .marked.number:last-child { padding-right: 1.25rem; }
    .group-name { position: sticky; left: 0.25rem; }
    .marked.number, .marked.number:last-child { padding-right: 1.6rem; }
    .marked.number sup { position: absolute; }
    sup { font-size: 0.8em; line-height: 0; vertical-align: baseline; position: relative; top: -0.35em;
      margin-left: 0.15em; }
    .marked.number sup { top: auto; margin-top: 0.35em; }
    sup a { text-decoration: none; padding: 0.3em 0.15em; }
    .unit { display: block; font-weight: 400; color: var(--muted); font-size: 0.875rem; }
    .absent { color: var(--muted); }
    .group th { font-weight: 650; padding-top: 1.1rem; }
    .total > * { font-weight: 650; }
    .notes { margin-top: 0.7rem; font-size: 0.875rem; line-height: 1.45; color: var(--muted); }
    .notes p { margin: 0 0 0.3rem; max-width: 50rem; }
    .notes p:target { background: var(--tint); color: var(--ink); }
    .notes .signed { padding-left: 1rem; text-indent: -1rem; }
    .whole { white-space: nowrap; }
    .sign { display: inline-block; min-width: 1rem; text-indent: 0; white-space: pre; color: var(--ink); }
    .chart { display: block; max-width: 100%; height: auto; }
    .for-phone { display: none; }
    details { margin-top: 0.7rem; font-size: 0.9375rem; }
    summary { cursor: pointer; color: var(--accent); padding: 0.25rem 0; width: fit-content; }
    details .table { margin: 0.75rem 0 0; }
    @media screen and (min-width: 62rem) {
      .columns { display: grid; grid-template-columns: 13.5rem minmax(0, 1fr); column-gap: 3.5rem; }
      nav { position: sticky; top: 2rem; align-self: start; max-height: calc(100vh - 4rem);
        overflow-y: auto; }
      main:only-child { grid-column: 1 / -1; }
      body:has(.wide) :is(.masthead, .columns) { max-width: 88rem; }
      body:has(.wide) .columns { column-gap: 2.5rem; }
    }
    @media screen and (max-width: 43rem) {
      html { font-size: 1rem; }
      .masthead { padding-block: 1.5rem 1.25rem; }
      .columns { padding-top: 1.5rem; }
      .for-page { display: none; }
      .for-phone { display: block; }
      nav a { padding: 0.55rem 0; }
      th.long:not(:first-child) { min-width: 15rem; }
    }
    """

  static let dark: StaticString = """
    @media screen and (prefers-color-scheme: dark) {
      :root { --ink: #e4e9ee; --muted: #a7b2bd; --paper: #12181e; --tint: #1b242c; --rule: #34414c;
        --strong-rule: #a7b2bd;
        --accent: #79b4e6; --note: #79b4e6; --warning: #efae72; --analysis: #bda8ea; --synthetic: #f39aaa;
          --shade: #00000080; }
    }
    """

  static let print: StaticString = """
    @page { margin: 18mm 16mm 20mm; }
    @media print {
      html { font-size: 10pt; line-height: 1.45; }
      header { border-top-width: 3pt; }
      .masthead { padding: 12pt 0 10pt; }
      .columns { padding: 14pt 0 0; }
      nav, details, .skip { display: none; }
      section + section { margin-top: 20pt; padding-top: 14pt; }
      h1, h2, h3, caption, figcaption, .kind { break-after: avoid; }
      figure, .table, .callout, .key-figures > div, tr, .notes { break-inside: avoid; }
      .table.tall { break-inside: auto; }
      thead { display: table-header-group; }
      p, li { orphans: 3; widows: 3; }
      .scroll { overflow: visible; background: none; }
      .words:first-child { position: static; }
      caption { position: static; max-width: none; }
      a { color: inherit; text-decoration: none; }
      main a[href^="https"]::after { content: " (" attr(href) ")"; font-size: 0.85em;
        overflow-wrap: anywhere; }
    }
    """
}
