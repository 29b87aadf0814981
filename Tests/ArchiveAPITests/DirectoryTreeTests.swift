import TestSupport
import Testing

@testable import ArchiveAPI

/// Trees and sums of listings.
@Suite struct DirectoryTreeTests {
    private func tree(_ names: [String], directory: String = "", depth: Int = 2) -> DirectoryTree {
        var builder = TreeBuilder(container: "c", directory: directory, depth: depth)
        for (index, name) in names.enumerated() { builder.add(name, Int64(index + 1)) }
        return builder.tree
    }

    @Test func directoriesAndFilesDownToADepth() {
        let names = ["README", "a/b/c/d", "a/b/e", "a/f", "a-b", "z"].sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(names == ["README", "a-b", "a/b/c/d", "a/b/e", "a/f", "z"])
        let tree = tree(names)
        #expect(tree.entries.map(\.path) == ["README", "a-b", "a", "a/b", "a/f", "z"])
        #expect(tree.entries.map(\.level) == [1, 1, 1, 2, 2, 1])
        #expect(tree.entries.map(\.bytes) == [1, 2, 12, 7, 5, 6])
        #expect(tree.entries.map(\.count) == [1, 1, 3, 2, 1, 1])
        #expect(tree.bytes == 21 && tree.count == 6)
        #expect(self.tree(names, depth: 1).entries.map(\.path) == ["README", "a-b", "a", "z"])
        #expect(self.tree(["a/b/c/d", "a/b/e", "a/f"], directory: "/a/", depth: 1).entries.map(\.path) == ["a/b", "a/f"])
    }

    @Test func namesAreWhatTheyAre() {
        let tree = tree(["/x", "a//b", "d/", "e\u{301}/f", "é/f"], depth: 3)
        #expect(tree.entries.map(\.name) == ["", "x", "a", "", "b", "d", "e\u{301}", "f", "é", "f"])
        #expect(tree.entries.map(\.isDirectory) == [true, false, true, true, false, true, true, false, true, false])
        #expect(tree.count == 5)
    }

    @Test func manyFilesAreCounted() {
        let tree = tree((0..<100).map { "a/file-\(100 + $0)" } + ["b/x"])
        #expect(tree.entries.count == 1 + TreeBuilder.mostFiles + 2)
        #expect(tree.entries[0].omitted == .init(directories: 0, files: 80, bytes: (21...100).reduce(0, +)))
        #expect(tree.entries[0].count == 100)
    }

    @Test func manyDirectoriesAreCounted() {
        let tree = tree((10_000..<60_000).map { "d\($0)/x/file" }, depth: 3)
        #expect(tree.entries.count == TreeBuilder.mostEntries)
        let shown = tree.entries.filter { $0.level == 1 }
        #expect(Int64(shown.count) + tree.omitted.directories == 50_000)
        #expect(shown.reduce(0) { $0 + $1.bytes } + tree.omitted.bytes == tree.bytes)
    }

    /// Whatever the names are: each directory has what is below it, and what is shown and what is not add up.
    @Test func sumsAreThoseOfTheNames() {
        var random = Dice(seed: 11)
        for round in 0..<60 {
            let parts = ["a", "b", "a-", "", "é", "x.csv"]
            let names = Set((0..<Int.random(in: 1...200, using: &random)).map { _ in
                (0...Int.random(in: 0...4, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }.joined(separator: "/")
            }).filter { !$0.isEmpty }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let depth = 1 + round % 4
            let tree = tree(names, depth: depth)
            for entry in tree.entries where entry.isDirectory {
                let below = names.indices.filter { names[$0].utf8.starts(with: "\(entry.path)/".utf8) }
                #expect(entry.count == below.count && entry.bytes == below.reduce(0) { $0 + Int64($1 + 1) })
            }
            let files = Set(names.filter { $0.split(separator: "/", omittingEmptySubsequences: false).count <= depth && !$0.hasSuffix("/") })
            let shown = tree.entries.filter { !$0.isDirectory }.map(\.path)
            let omitted = tree.entries.reduce(tree.omitted.files) { $0 + $1.omitted.files }
            #expect(files.isSuperset(of: shown) && Int64(files.count - shown.count) == omitted)
        }
    }

    @Test func usageAddsUp() {
        var counter = UsageCounter(container: "c", directory: "")
        counter.add("a/x.CSV", 10, "2019-06-01T00:00:00.000000")
        counter.add("a/y.nii.gz", 20, "2019-06-30T23:59:59.999999")
        counter.add("b/.hidden", 5, "2020-01-01T00:00:00.000000")
        counter.add("z.csv", Int64.max, "nonsense")
        counter.add("zz", 1, "2019-06-02T00:00:00.000000")
        let report = counter.report
        #expect(report.count == 5 && report.bytes == .max)
        #expect(report.byDirectory.map(\.name) == ["", "a", "b"] && report.byDirectory.map(\.count) == [2, 2, 1])
        #expect(report.byExtension.map(\.name) == [".csv", ".nii.gz", "(none)"])
        #expect(report.byMonth.map(\.name) == ["(unknown)", "2019-06", "2020-01"] && report.byMonth.map(\.bytes) == [.max, 31, 5])
    }

    @Test(arguments: [
        ("a.txt", ".txt"), ("a/b.d/c", "(none)"), ("a.TAR.GZ", ".tar.gz"), ("a.2019.gz", ".gz"), (".bashrc", "(none)"), (".a.b", ".b"), ("a.", "(none)"),
        ("a.b c", "(none)"), ("a.\u{1B}[31m", "(none)"), ("a." + String(repeating: "x", count: 17), "(none)"), ("x.gz", ".gz"), ("", "(none)"), ("é.é", "(none)"),
    ])
    func extensions(name: String, ending: String) { #expect(UsageCounter.fileExtension(of: name.utf8) == ending) }

    @Test(arguments: ConformanceStore.all) func sumsAreThoseOfTheContainer(_ kind: ConformanceStore) async throws {
        try await TestBench.with(kind) { bench in
            let name = try await bench.container()
            for object in ["a/1.csv", "a/b/2.csv", "3.txt", "d/"] { try await bench.put(ObjectAddress(name, object), object) }
            let container = PublicContainer(url: "", name: name, in: bench.store, location: "")
            let usage = try await container.usage()
            let info = try await bench.store.container(name)
            #expect(usage.bytes == info.bytes && usage.count == info.count)
            for part in [usage.byDirectory, usage.byExtension, usage.byMonth] {
                #expect(part.reduce(0) { $0 + $1.bytes } == info.bytes && part.reduce(0) { $0 + $1.count } == info.count)
            }
            let tree = try await container.tree()
            #expect(tree.bytes == info.bytes && tree.entries.map(\.path) == ["3.txt", "a", "a/1.csv", "a/b", "d"])
            #expect(try await container.usage("/a/").byDirectory.map(\.name).sorted() == ["", "b"])
            await expectCode(.notFound) { try await container.tree("absent") }
            await expectCode(.notFound) { try await container.usage("absent") }
            await expectCode(.usage) { try await container.tree("a", depth: 0) }
        }
    }
}
