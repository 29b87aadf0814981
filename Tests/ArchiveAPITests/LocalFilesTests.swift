import Foundation
import Testing

@testable import ArchiveAPI

/// Where downloads may write, and what uploads read.
@Suite struct LocalFilesTests {
    let folder: LocalFolder
    let directory: DownloadDirectory

    init() throws {
        folder = try LocalFolder()
        directory = try DownloadDirectory(folder("in"))
    }

    @discardableResult
    private func save(_ name: String, _ text: String, tree: Bool = true, overwrite: Bool = false, modified: Double? = nil) throws -> String {
        let file = try directory.place(for: name, withTree: tree).begin()
        try Array(text.utf8).withUnsafeBytes { try file.write($0) }
        return try file.commit(overwrite: overwrite, modified: modified)
    }

    private func text(_ name: String) throws -> String { try String(contentsOfFile: folder(name), encoding: .utf8) }

    @Test func namesBecomePathsBelow() throws {
        for name in ["file..txt", "a/b/c.txt", "...", "..a/x", "-rf", "with space/ü.txt", "a/e\u{301}", "b/\u{301}x", "new\nline", "~"] {
            #expect(try save(name, name) == folder("in") + "/" + name)
            #expect(try text("in/" + name) == name)
        }
        #expect(try save("x/y/flat.txt", "1", tree: false) == folder("in/flat.txt"))
        #expect(try DownloadDirectory("/").place(for: "a").path == "/a")
        #expect(try DownloadDirectory().place(for: "a/b").path == "./a/b")
    }

    @Test(arguments: ["", "..", ".", "../x", "a/../../x", "a/..", "/etc/x", "//x", "a//b", "a/", "a/./b", "./x", "a\0b", "../in/x"])
    func namesThatWouldLeaveAreRefused(_ name: String) async throws {
        await expectCode(.unsafePath) { try directory.place(for: name) }
        #expect(try folder.names() == [])
    }

    @Test func withoutTheTreeOnlyTheLastPartCounts() async throws {
        #expect(try directory.place(for: "/../a//b", withTree: false).path == folder("in/b"))
        await expectCode(.unsafePath) { try directory.place(for: "a/..", withTree: false) }
        await expectCode(.unsafePath) { try directory.place(for: "a/", withTree: false) }
    }

    @Test func linksOnTheWayAreNotFollowed() async throws {
        try FileManager.default.createDirectory(atPath: folder("out"), withIntermediateDirectories: true)
        try save("a/b/x", "1")
        try FileManager.default.createSymbolicLink(atPath: folder("in/a/link"), withDestinationPath: folder("out"))
        try FileManager.default.createSymbolicLink(atPath: folder("in/up"), withDestinationPath: "..")
        try FileManager.default.createSymbolicLink(atPath: folder("in/target"), withDestinationPath: folder("out/victim"))
        for name in ["a/link/x", "up/x", "up/out/x", "a/link/deeper/x"] {
            await expectCode(.unsafePath) { try save(name, "bad", overwrite: true) }
            await expectCode(.unsafePath) { try directory.place(for: name).check(overwrite: true) }
        }
        await expectCode(.exists) { try save("target", "bad") }
        try save("target", "good", overwrite: true)
        #expect(try text("in/target") == "good")
        #expect(try folder.names("out") == [])
    }

    @Test func theDirectoryItselfMayBeALink() throws {
        try FileManager.default.createDirectory(atPath: folder("real"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: folder("in"), withDestinationPath: "real")
        try save("x", "1")
        #expect(try text("real/x") == "1")
    }

    @Test func existingFilesStayUnlessOverwritten() async throws {
        try save("x", "old")
        await expectCode(.exists) { try directory.place(for: "x").check(overwrite: false) }
        await expectCode(.exists) { try save("x", "new") }
        #expect(try text("in/x") == "old")
        try save("x", "new", overwrite: true, modified: 1_234_567_890.5)
        #expect(try text("in/x") == "new")
        #expect(try LocalFileSource(path: folder("in/x")).modified == 1_234_567_890.5)
        try save("d/x", "1")
        await expectCode(.unsafePath) { try save("d", "bad", overwrite: true) }
        await expectCode(.unsafePath) { try directory.place(for: "d").check(overwrite: true) }
        await expectCode(.localFile) { try save("x/y", "bad") }
        #expect(try folder.names("in") == ["d", "x"])
    }

    @Test func aRaceForANameHasOneWinner() throws {
        let (first, second) = (try directory.place(for: "x").begin(), try directory.place(for: "x").begin())
        #expect(try first.commit(overwrite: false) == folder("in/x"))
        #expect(throws: ArchiveError.self) { try second.commit(overwrite: false) }
        #expect(try folder.names("in") == ["x"])
    }

    @Test func nothingShowsBeforeTheCommit() throws {
        try {
            let file = try directory.place(for: "x").begin()
            try file.write(UnsafeRawBufferPointer(start: nil, count: 0))
            let names = try folder.names("in")
            #expect(names.count == 1 && names[0].hasPrefix(".archive-lua-") && names[0].hasSuffix(".part"))
        }()
        #expect(try folder.names("in") == [])
        let file = try directory.place(for: "x").begin()
        try Array("long".utf8).withUnsafeBytes { try file.write($0) }
        try file.rewind()
        try Array("s".utf8).withUnsafeBytes { try file.write($0) }
        #expect(file.bytesWritten == 1)
        _ = try file.commit(overwrite: false)
        file.discard()
        #expect(try text("in/x") == "s")
        #expect(throws: ArchiveError.self) { try file.rewind() }
        let discarded = try directory.place(for: "y").begin()
        discarded.discard()
        #expect(throws: ArchiveError.self) { try discarded.commit(overwrite: true) }
        #expect(try folder.names("in") == ["x"])
    }

    @Test func theDiskMayRefuse() async throws {
        await expectCode(.localFile) { try directory.place(for: String(repeating: "ü", count: 128)) }
        await expectCode(.localFile) { try DownloadDirectory("/proc/nothing").place(for: "x").begin() }
        try folder.write("file", "")
        await expectCode(.localFile) { try DownloadDirectory(folder("file")).place(for: "x").begin() }
        await expectCode(.localFile) { try DownloadDirectory(folder("file")).place(for: "x").check(overwrite: true) }
        await expectCode(.usage) { try DownloadDirectory("") }
        await expectCode(.usage) { try DownloadDirectory("a\0b") }
        try DownloadDirectory(folder("none")).place(for: "x").check(overwrite: false)
        #expect(try folder.names() == ["file"])
    }

    /// /dev/full takes nothing: every write to it ends in ENOSPC.
    @Test(.enabled(if: access("/dev/full", W_OK) == 0)) func aFullDiskSaysSo() throws {
        let full = try LocalDisk.open("/dev/full", O_WRONLY)
        let error = #expect(throws: ArchiveError.self) {
            try LocalDisk.run("write", "x") { try [UInt8](repeating: 0, count: 100).withUnsafeBytes { try LocalDisk.write($0, to: full, at: 0) } }
        }
        #expect(error?.code == .localFile && error?.hint?.contains("space") == true)
    }

    @Test func sourcesNoticeChanges() async throws {
        try folder.write("x", "0123456789")
        let source = try LocalFileSource(path: folder("x"))
        #expect(try read(source) == "0123456789" && source.length == 10)
        let part = source.part(3..<100)
        #expect(try read(part) == "3456789" && part.length == 7 && part.fileLength == 10)
        #expect(try read(source.part(2..<4).part(1..<2)) == "3")
        try folder.write("x", "012345678")
        await expectCode(.localFile) { try source.rewind() }
        await expectCode(.localFile) { try read(part) }
        await expectCode(.localFile) { try read(source.part(8..<10)) }
    }

    private func read(_ source: LocalFileSource) throws -> String {
        try source.rewind()
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = try bytes.withUnsafeMutableBytes { try source.read(into: $0) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    @Test func sourcesAreFiles() async throws {
        #expect(mkfifo(folder("pipe"), 0o600) == 0)
        await expectCode(.localFile) { try LocalFileSource(path: folder("pipe")) }
        await expectCode(.localFile) { try LocalFileSource(path: folder.path) }
        await expectCode(.localFile) { try LocalFileSource(path: folder("none")) }
        await expectCode(.usage) { try LocalFileSource(path: "") }
        await expectCode(.localFile) { try LocalTree(at: folder("pipe")) }
        await expectCode(.localFile) { try LocalTree(at: folder.path).entries[0].get() }
        await expectCode(.localFile) { try LocalTree(at: folder("none")) }
    }

    @Test func treesAreWalkedInOrder() async throws {
        for name in ["t/b", "t/a/z", "t/a/.hidden", "t/a-b", "t/a.txt", "t/ü/x"] {
            try FileManager.default.createDirectory(
                atPath: (folder(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try folder.write(name, "12")
        }
        try FileManager.default.createSymbolicLink(atPath: folder("t/c"), withDestinationPath: "ü")
        try FileManager.default.createSymbolicLink(atPath: folder("t/link"), withDestinationPath: "b")
        let tree = try LocalTree(at: folder("t") + "/")
        #expect(tree.files.map(\.name) == ["t/a-b", "t/a.txt", "t/a/.hidden", "t/a/z", "t/b", "t/c/x", "t/link", "t/ü/x"])
        #expect(tree.files.first == LocalTree.File(path: folder("t/a-b"), name: "t/a-b", bytes: 2))
        #expect(tree.isDirectory)
        #expect(try LocalTree(at: folder("t/b")).files.map(\.name) == ["b"])
        #expect(try LocalTree(at: folder("t/a/..")).files.count == 8)
        #expect(try LocalTree(at: folder("t/a/..")).files[0].name == "t/a-b")
        for (link, target) in [("t/nowhere", "gone"), ("t/a/loop", ".."), ("t/self", "self")] {
            try FileManager.default.createSymbolicLink(atPath: folder(link), withDestinationPath: target)
            let tree = try LocalTree(at: folder("t"))
            #expect(tree.files.count == 8)
            #expect(tree.entries.compactMap { if case .failure(let error) = $0 { error.path } else { nil } } == [folder(link)])
            try FileManager.default.removeItem(atPath: folder(link))
        }
    }
}
