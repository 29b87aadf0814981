import Glibc
import Logging

/// A logger's way to the destination of the moment. Each entry is one line: what came from outside is quoted.
struct SwitchedLogHandler: LogHandler {
    let label: String
    let destination: LogDestination
    var metadata: Logger.Metadata = [:]

    init(label: String, destination: LogDestination) {
        self.label = label
        self.destination = destination
    }

    /// The destination's: `set_logger` decides for all loggers at once.
    var logLevel: Logger.Level {
        get { destination.level }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        destination.write(level: event.level, Self.line(label, metadata, event))
    }

    private static func line(_ label: String, _ metadata: Logger.Metadata, _ event: LogEvent) -> String {
        var parts = [timestamp(), "\(event.level)".uppercased(), label + ":", TerminalText.line("\(event.message)")]
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            parts.append("\(key)=\(TerminalText.line("\(value)"))")
        }
        return parts.joined(separator: " ")
    }

    private static func timestamp() -> String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let length = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
