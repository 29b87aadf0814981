import Testing

@testable import ArchiveAPI

@Suite struct ProjectUsersTests {
    @Test func readsLinesAfterTheHeading() {
        let text = "# project\n1 nobody\n# User IDs of all\nab12 alice\r\n\nbroken line here\ncd34\tbob\n# other\nef56 carol\n"
        #expect(Project.parseUsers(text) == ["alice": "ab12", "bob": "cd34"])
    }

    @Test func findsNoneWithoutTheHeading() { #expect(Project.parseUsers("ab12 alice").isEmpty) }
}
