import ArchiveAPI
import Locking
import LuaBridge

/// What a result has more of than was shown; `more()` goes on there.
final class Pager: Sendable {
    enum Rest: Sendable {
        case files(ArraySlice<File>)
        /// An iterator over files: what comes is asked for when it is shown.
        case iterator(LuaValue)
        case lines(ArraySlice<String>)
    }

    static let shared = Pager()
    private let rest = Locked<Rest?>(nil)

    /// Where there is no screen to fill, an iterator is shown so far at a time.
    private static let pageWithoutScreen = 100

    func forget() { rest.withLock { $0 = nil } }

    /// Shows what has more than a screen from its beginning.
    func begin(_ whole: Rest, in state: LuaState, on screen: Screen) throws -> String {
        rest.withLock { $0 = whole }
        return try next(nil, in: state, on: screen) ?? ""
    }

    /// The next rows, at most `count` of them or a screen; nil where nothing is left.
    func next(_ count: Int?, in state: LuaState, on screen: Screen) throws -> String? {
        guard let rest = rest.withLock({ rest in
            defer { rest = nil }
            return rest
        }) else { return nil }
        // The heading, the line that counts the rest, and the prompt need room too.
        let page = count ?? screen.rows.map { max(5, $0 - 4) }
        switch rest {
        case .files(let files):
            let shown = files.prefix(size(of: files.count, page))
            return FileTable(shown).text(on: screen) + keep(.files(files.dropFirst(shown.count)), on: screen)
        case .lines(let lines):
            let shown = lines.prefix(size(of: lines.count, page))
            return shown.map { $0 + "\n" }.joined() + keep(.lines(lines.dropFirst(shown.count)), on: screen)
        case .iterator(let iterator):
            let (files, isAtEnd) = try take(page ?? Self.pageWithoutScreen, from: iterator, in: state)
            if files.isEmpty { return "no files are left\n" }
            return FileTable(files[...]).text(on: screen) + (isAtEnd ? "" : keep(.iterator(iterator), on: screen))
        }
    }

    /// A page; what is left is shown too where that takes no more room than to say so.
    private func size(of whole: Int, _ page: Int?) -> Int {
        guard let page else { return whole }
        return whole <= page + 1 ? whole : page
    }

    /// Keeps what is left, and says so.
    private func keep(_ left: Rest, on screen: Screen) -> String {
        let more: String
        switch left {
        case .files(let files):
            guard !files.isEmpty else { return "" }
            more = "\(HumanCount.grouped(Int64(files.count))) more"
        case .lines(let lines):
            guard !lines.isEmpty else { return "" }
            more = HumanCount.text(Int64(lines.count), "more line")
        case .iterator: more = "more"
        }
        rest.withLock { $0 = left }
        return screen.styled("… \(more): more() shows on", .faint) + "\n"
    }

    private func take(_ count: Int, from iterator: LuaValue, in state: LuaState) throws -> (files: [File], isAtEnd: Bool) {
        var files: [File] = []
        while files.count < count {
            guard let file = try state.call(iterator).first.flatMap({ try? state.view($0) { $0.object(File.self) } }) else {
                return (files, true)
            }
            files.append(file)
        }
        return (files, false)
    }
}
