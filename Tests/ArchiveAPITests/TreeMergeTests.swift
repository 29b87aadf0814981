import Foundation
import Testing

@testable import ArchiveAPI

/// Two walks side by side.
@Suite struct TreeMergeTests {
    private let folder: LocalFolder

    init() throws { folder = try LocalFolder() }

    private func make(_ paths: [String]) throws {
        for path in paths {
            let file = folder("tree/" + path)
            try FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(path.utf8).write(to: URL(fileURLWithPath: file))
        }
    }

    private func walked(hiding hidden: [String] = []) throws -> [String] {
        var walk = LocalWalk(try DownloadDirectory(folder("tree"))) { hidden.contains(String(decoding: $0, as: UTF8.self)) }
        var paths: [String] = []
        while let entry = try walk.next() { paths.append(String(decoding: entry.path, as: UTF8.self)) }
        return paths
    }

    private func bytewise(_ paths: [String]) -> [String] { paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    @Test func aWalkIsInTheOrderOfListings() throws {
        let paths = ["a/b", "a!", "a-b/c", "a.txt", "a/b0", "a0", "a/c/d", "a/c!", "Z", "é", "e\u{301}", "\u{10000}", "\u{FFFD}", ".x"]
        try make(paths)
        #expect(try walked() == bytewise(paths))
    }

    @Test func aWalkPassesOverWhatIsHiddenAndUnfinished() throws {
        try make(["a/b", "c/d", ".archive-lua-1x.part", "c/.archive-lua-1x.journal", ".archive-lua-mine"])
        #expect(try walked(hiding: ["a"]) == [".archive-lua-mine", "c/d"])
        #expect(try LocalFolder().names() == [])
        var none = LocalWalk(try DownloadDirectory(folder("absent")))
        #expect(try none.next() == nil)
    }

    @Test func whatIsNoFileComesWithAReason() throws {
        try make(["a"])
        try FileManager.default.createSymbolicLink(atPath: folder("tree/link"), withDestinationPath: "a")
        try FileManager.default.createSymbolicLink(atPath: folder("tree/round"), withDestinationPath: ".")
        #expect(mkfifo(folder("tree/pipe"), 0o600) == 0)
        let bytes = Array(folder("tree/").utf8).map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xFF), 0]
        close(open(bytes, O_CREAT | O_WRONLY, 0o600))
        var walk = LocalWalk(try DownloadDirectory(folder("tree")))
        var codes: [ArchiveError.Code?] = []
        while let entry = try walk.next() {
            switch entry.file {
            case .success: codes.append(nil)
            case .failure(let error): codes.append(error.code)
            }
        }
        #expect(codes == [nil, .unsafePath, .localFile, .unsafePath, .localFile])
    }

    @Test func whatIsOnBothSidesComesOnce() async throws {
        try make(["a", "b/c", "b/e", "d", "hidden/x", "z"])
        var rest = ["a", "b/c", "b/d", "c", "hidden/y", "z", "zz"][...]
        let filter = PathFilter(include: [], exclude: ["hidden"])
        var merge = TreeMerge<String>(try DownloadDirectory(folder("tree")), filter) { rest.popFirst().map { (Array($0.utf8), $0) } }
        var pairs: [String] = []
        while let pair = try await merge.next() {
            #expect(pair.other == nil || pair.other == pair.name)
            pairs.append("\(pair.name) \(pair.local == nil ? "-" : "l")\(pair.other == nil ? "-" : "r")")
        }
        #expect(pairs == ["a lr", "b/c lr", "b/d -r", "b/e l-", "c -r", "d l-", "z lr", "zz -r"])
    }

    @Test func whatLiesBelowAFileIsKnown() {
        var nesting = FileNesting()
        var below: [String] = []
        for name in bytewise(["a", "a!", "a!/x", "a.b", "a/b", "a/b/c", "a0", "b/c", "b/c/d", "bc"]) {
            if nesting.file(above: Array(name.utf8)) != nil { below.append(name) } else { nesting.add(Array(name.utf8)) }
        }
        #expect(below == ["a!/x", "a/b", "a/b/c", "b/c/d"])
    }
}
