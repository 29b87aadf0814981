import Testing

@testable import ArchiveAPI

@Suite struct ObjectPathTests {
    @Test(arguments: [
        ("a/b/c.txt", "a/b", "c.txt"), ("c.txt", "", "c.txt"), ("a/", "", "a/"), ("a/b/", "a", "b/"), ("/x", "", "x"), ("//x", "/", "x"),
        ("/", "", "/"), ("../x", "..", "x"),
    ])
    func takesNamesApart(_ name: String, _ dirname: String, _ basename: String) {
        #expect(ObjectPath.basename(name) == basename)
        #expect(ObjectPath.dirname(name) == dirname)
    }

    @Test(arguments: [("a", "a/"), ("/a", "a/"), ("a/", "a/"), ("a/b//", "a/b/"), ("", ""), ("/", ""), ("//", ""), ("..", "../")])
    func readsDirectories(_ directory: String, _ prefix: String) {
        #expect(ObjectPath.prefix(directory) == prefix)
    }

    @Test func comparesBytes() {
        #expect("é" == "e\u{301}")
        #expect(!"é".hasSameBytes(as: "e\u{301}"))
        #expect(ObjectAddress("c", "é") != ObjectAddress("c", "e\u{301}"))
        #expect(Set([ObjectAddress("c", "é"), ObjectAddress("c", "e\u{301}")]).count == 2)
        #expect(!ObjectPath.hasPrefix("e\u{301}/x", "e"+"/"))
    }
}
