import Testing

@testable import ArchiveAPI

@Suite struct ProjectUsersTests {
    @Test func readsLinesAfterTheHeading() {
        let text = "# project\n1 nobody\n# User IDs of all\nab12 alice\r\n\nbroken line here\ncd34\tbob\n# other\nef56 carol\n"
        #expect(Project.parseUsers(text) == ["alice": "ab12", "bob": "cd34"])
    }

    /// Whoever may write the list is not to say who gets access: these would be everybody, or several.
    @Test(arguments: [".r:*", ".rlistings", "a,b", "*", ".r:.example.org"]) func whatIsNoUserIsLeftOut(_ id: String) {
        #expect(Project.parseUsers("# user ids\n\(id) eve\nab12 alice\n") == ["alice": "ab12"])
    }

    @Test func findsNoneWithoutTheHeading() { #expect(Project.parseUsers("ab12 alice").isEmpty) }
}
