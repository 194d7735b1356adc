internal import ArgumentParser
internal import Survey

// Choices of the survey engine that several commands take by their names.

extension PublicationStandard: ExpressibleByArgument {}
extension LonelyPSU: ExpressibleByArgument {}
extension ProportionInterval: ExpressibleByArgument {}
