/// A media type, compared without regard to its parameters and case.
struct ContentType: Equatable {
    /// `type/subtype` in lower case.
    let essence: String

    init(_ value: String) {
        let end = value.firstIndex(of: ";") ?? value.endIndex
        essence = value[..<end].trimmingPrefix(while: \.isWhitespace).split(whereSeparator: \.isWhitespace).first
            .map { $0.lowercased() } ?? ""
    }

    /// Whether content of this type is text: `text/*`, JSON, or one of the types that a caller takes for text.
    func isText(also accepted: [String]) -> Bool {
        essence.hasPrefix("text/") || essence == "application/json" || essence.hasSuffix("+json")
            || accepted.contains { ContentType($0) == self }
    }
}
