import ArchiveAPI

/// What takes the room, as bars: the largest directories and extensions, and the latest months.
struct UsageText {
    private let report: UsageReport
    private static let mostRows = 12
    private static let longestBar = 40

    init(_ report: UsageReport) { self.report = report }

    func text(on screen: Screen) -> String {
        let place = report.directory.isEmpty ? report.container : "\(report.container)/\(report.directory)"
        let sum = "  \(HumanCount.text(report.count, "file")), \(HumanSize.text(report.bytes))"
        let first = TextTable.cut(TerminalText.line(place), to: max(8, screen.columns - sum.count), inMiddle: true)
        var lines = [screen.styled(first, .heading) + sum]
        let directories = report.byDirectory.map { share in
            var share = share
            share.name = share.name.isEmpty ? "(no directory)" : share.name + "/"
            return share
        }
        lines += section("by directory", Self.largest(directories), on: screen)
        lines += section("by extension", Self.largest(report.byExtension), on: screen)
        lines += section("by month", Self.latest(report.byMonth), on: screen)
        return lines.joined(separator: "\n")
    }

    /// The largest shares, and the others as one.
    private static func largest(_ shares: [UsageReport.Share]) -> [UsageReport.Share] {
        guard shares.count > mostRows else { return shares }
        let rest = shares[(mostRows - 1)...]
        return shares[..<(mostRows - 1)] + [sum(rest, "… \(HumanCount.grouped(Int64(rest.count))) more")]
    }

    /// The latest months, and the earlier ones as one.
    private static func latest(_ shares: [UsageReport.Share]) -> [UsageReport.Share] {
        guard shares.count > mostRows else { return shares }
        return [sum(shares.dropLast(mostRows - 1), "earlier")] + shares.suffix(mostRows - 1)
    }

    private static func sum(_ shares: ArraySlice<UsageReport.Share>, _ name: String) -> UsageReport.Share {
        shares.reduce(into: UsageReport.Share(name: name)) { sum, share in
            sum.bytes = sum.bytes.addingReportingOverflow(share.bytes).partialValue
            sum.count = sum.count.addingReportingOverflow(share.count).partialValue
        }
    }

    private func section(_ title: String, _ shares: [UsageReport.Share], on screen: Screen) -> [String] {
        guard !shares.isEmpty else { return [] }
        let names = shares.map { TextTable.cut(TerminalText.line($0.name), to: max(8, screen.columns / 3), inMiddle: true) }
        let sizes = shares.map { HumanSize.text($0.bytes) }
        let counts = shares.map { HumanCount.text($0.count, "file") }
        func widest(_ texts: [String]) -> Int { texts.map(TextTable.width).max() ?? 0 }
        let (nameWidth, sizeWidth, countWidth) = (widest(names), widest(sizes), widest(counts))
        let room = max(1, min(Self.longestBar, screen.columns - nameWidth - sizeWidth - countWidth - 8))
        let largest = max(1, shares.map(\.bytes).max() ?? 0)
        return ["", screen.styled(title, .heading)]
            + shares.indices.map { index in
                let bar = Self.bar(Double(shares[index].bytes) / Double(largest), room)
                let name = names[index] + Self.spaces(nameWidth - TextTable.width(names[index]))
                let size = Self.spaces(sizeWidth - sizes[index].count) + sizes[index]
                let count = Self.spaces(countWidth - counts[index].count) + counts[index]
                return "  \(name)  \(screen.styled(bar, .name))\(Self.spaces(room - bar.count))  \(size)  \(count)"
            }
    }

    /// A bar of a part of the width, in eighths of a column; something of it shows unless there is nothing.
    private static func bar(_ part: Double, _ width: Int) -> String {
        let eighths = part > 0 ? max(1, Int((part * Double(width) * 8).rounded())) : 0
        let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return String(repeating: "█", count: min(width, eighths / 8)) + (eighths / 8 < width ? rest : "")
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
