import Foundation

/// What a server says of a failure, made short enough for a message.
enum ServerText {
    private static let limit = 200

    /// One line without markup; nil where the body says nothing.
    static func excerpt(_ response: HTTPResponse) -> String? {
        guard !response.body.isEmpty else { return nil }
        var text = message(inJSON: response) ?? withoutMarkup(response.text)
        text = text.unicodeScalars.map { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7F ? " " : "\($0)" }
            .joined().split(separator: " ").joined(separator: " ")
        guard !text.isEmpty else { return nil }
        return text.count > limit ? "\(text.prefix(limit))…" : text
    }

    /// Keystone's `{"error": {"message": …}}`, and OpenID Connect's `{"error_description": …}`.
    private static func message(inJSON response: HTTPResponse) -> String? {
        guard response.body.first == UInt8(ascii: "{"),
            let object = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        else { return nil }
        let error = object["error"] as? [String: Any]
        return (error?["message"] ?? object["error_description"] ?? object["message"]) as? String
    }

    /// The text of a page; where its heading only repeats the status, what follows it.
    private static func withoutMarkup(_ page: String) -> String {
        var page = page[...]
        if let heading = page.range(of: "</h1>", options: .caseInsensitive), heading.upperBound != page.endIndex {
            page = page[heading.upperBound...]
        }
        var text = ""
        var inTag = false
        for character in page {
            switch character {
            case "<": inTag = true
            case ">" where inTag:
                inTag = false
                text += " "
            default: if !inTag { text.append(character) }
            }
        }
        for (entity, meaning) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            text = text.replacingOccurrences(of: entity, with: meaning)
        }
        return text
    }
}
