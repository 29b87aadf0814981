/// What changed between two texts, line by line, as `diff` shows it: `-` for what went, `+` for what came.
enum LineDifference {
    static func text(from old: [UInt8], to new: [UInt8]) -> String {
        var (old, new) = (lines(old)[...], lines(new)[...])
        // What is the same before and behind the changes costs nothing.
        while let first = old.first, first == new.first { (old, new) = (old.dropFirst(), new.dropFirst()) }
        while let last = old.last, last == new.last { (old, new) = (old.dropLast(), new.dropLast()) }
        guard old.count + new.count <= most else { return "- \(old.count) lines\n+ \(new.count) lines\n" }
        return text(from: Array(old), to: Array(new))
    }

    /// Of more lines, finding out which changed would take long.
    private static let most = 4000

    private static func text(from old: [[UInt8]], to new: [[UInt8]]) -> String {
        let changes = new.difference(from: old)
        var removed: [Int: [UInt8]] = [:]
        var inserted: [Int: [UInt8]] = [:]
        for change in changes {
            switch change {
            case .remove(let offset, let line, _): removed[offset] = line
            case .insert(let offset, let line, _): inserted[offset] = line
            }
        }
        var text = ""
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if let line = removed[left] {
                text += "- \(TerminalText.line(line))\n"
                left += 1
            } else if let line = inserted[right] {
                text += "+ \(TerminalText.line(line))\n"
                right += 1
            } else {
                left += 1
                right += 1
            }
        }
        return text
    }

    private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    }
}
