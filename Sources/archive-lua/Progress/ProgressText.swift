/// How progress reads: bars for a terminal, a sentence for anything else.
enum ProgressText {
    /// Of the files under way, so many have a line.
    private static let mostFiles = 4

    /// The lines of a block on a terminal of so many columns; none is wider.
    static func lines(_ snapshot: TransferProgress.Snapshot, columns: Int) -> [String] {
        let width = max(12, columns - 1)
        var lines = snapshot.running.prefix(mostFiles).map { file in
            line(TerminalText.line(file.name), bar(file.moved, of: file.bytes), amount(file.moved, of: file.bytes), width)
        }
        lines.append(line(files(snapshot), bar(snapshot.moved, of: snapshot.bytes), whole(snapshot), width))
        return lines
    }

    /// One line for a log.
    static func sentence(_ snapshot: TransferProgress.Snapshot) -> String { "\(files(snapshot)), \(whole(snapshot))" }

    private static func line(_ name: String, _ bar: String, _ rest: String, _ width: Int) -> String {
        let tail = width >= 60 ? "  \(bar) \(rest)" : "  \(rest)"
        let room = max(6, width - TextTable.width(tail))
        let cut = TextTable.cut(name, to: room, inMiddle: true)
        let padding = String(repeating: " ", count: max(0, room - TextTable.width(cut)))
        return TextTable.cut(cut + padding + tail, to: width, inMiddle: false)
    }

    private static func files(_ snapshot: TransferProgress.Snapshot) -> String {
        let failed = snapshot.failed > 0 ? ", \(snapshot.failed) failed" : ""
        return "\(snapshot.ended) of \(snapshot.files) \(snapshot.files == 1 ? "file" : "files")\(failed)"
    }

    private static func whole(_ snapshot: TransferProgress.Snapshot) -> String {
        let left = snapshot.secondsLeft.map { ", \(clock($0)) left" } ?? ""
        return "\(amount(snapshot.moved, of: snapshot.bytes)), \(HumanSize.text(Int64(snapshot.rate)))/s\(left)"
    }

    private static func amount(_ moved: Int64, of bytes: Int64) -> String {
        bytes > 0 ? "\(HumanSize.text(max(0, moved))) of \(HumanSize.text(bytes))" : HumanSize.text(max(0, moved))
    }

    private static func bar(_ moved: Int64, of bytes: Int64) -> String {
        let cells = 16
        let share = bytes > 0 ? min(1, max(0, Double(moved) / Double(bytes))) : 0
        let full = Int(share * Double(cells))
        return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: cells - full) + "]"
    }

    /// `0:42`, `1:02:03`
    private static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 359_999))
        let (minutes, rest) = (whole / 60, whole % 60)
        let padded = rest < 10 ? "0\(rest)" : "\(rest)"
        guard minutes >= 60 else { return "\(minutes):\(padded)" }
        return "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60):\(padded)"
    }
}
