/// A container's access list as the service has it: elements between commas, kept byte for byte.
public struct AccessList: Equatable {
    /// The list as the service has it.
    private(set) var text: String

    public init(_ text: String) { self.text = text }

    /// The elements without the spaces around them.
    public var elements: [String] {
        text.split(separator: ",").map { String($0.trimming(while: \.isWhitespace)) }.filter { !$0.isEmpty }
    }

    /// Whether anyone may read, from anywhere.
    var isPublic: Bool { elements.contains(Self.anyone) }

    /// Anyone may read objects, from anywhere.
    public static let anyone = ".r:*"
    /// Who may read objects may list them too.
    public static let listings = ".rlistings"

    /// Adds elements that are not there yet; the others stay as they are.
    mutating func add(_ new: [String]) {
        let missing = new.filter { !elements.contains($0) }
        guard !missing.isEmpty else { return }
        text = ((text.isEmpty ? [] : [text]) + missing).joined(separator: ",")
    }

    /// Takes elements away; the others stay byte for byte.
    mutating func remove(_ old: [String]) {
        text = text.split(separator: ",", omittingEmptySubsequences: false)
            .filter { !old.contains(String($0.trimming(while: \.isWhitespace))) }
            .joined(separator: ",")
    }
}

extension StringProtocol {
    fileprivate func trimming(while condition: (Character) -> Bool) -> SubSequence {
        var rest = self[...]
        while let first = rest.first, condition(first) { rest = rest.dropFirst() }
        while let last = rest.last, condition(last) { rest = rest.dropLast() }
        return rest
    }
}
