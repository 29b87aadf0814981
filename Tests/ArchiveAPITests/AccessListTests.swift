import Testing

@testable import ArchiveAPI

@Suite struct AccessListTests {
    @Test func keepsTheOthersByteForByte() {
        var list = AccessList("a:b, .r:example.org ,*:*")
        list.add(["p:u"])
        #expect(list.text == "a:b, .r:example.org ,*:*,p:u")
        list.add(["p:u", "*:*"])
        #expect(list.text == "a:b, .r:example.org ,*:*,p:u")
        list.remove(["p:u"])
        #expect(list.text == "a:b, .r:example.org ,*:*")
        list.remove(["a:b", "absent"])
        #expect(list.text == " .r:example.org ,*:*")
        #expect(list.elements == [".r:example.org", "*:*"])
    }

    @Test(arguments: [(".r:*", true), (".rlistings,.r:*", true), ("", false), (".r:example.org", false), ("*:*", false), (".r:-bad.org", false)])
    func knowsWhatIsPublic(_ text: String, _ isPublic: Bool) {
        #expect(AccessList(text).isPublic == isPublic)
    }

    @Test func beginsAnEmptyList() {
        var list = AccessList("")
        list.add([".r:*", ".rlistings"])
        #expect(list.text == ".r:*,.rlistings")
        list.remove([".rlistings", ".r:*"])
        #expect(list.text == "")
    }
}
