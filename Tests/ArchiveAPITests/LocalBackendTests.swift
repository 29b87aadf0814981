import Foundation
import Testing

@testable import ArchiveAPI

/// The practice archive: its sample, its users, its URLs.
@Suite struct LocalBackendTests {
    @Test func theSampleIsComplete() async throws {
        let folder = try LocalFolder()
        let backend = LocalBackend(directory: folder("new"))
        #expect(try await backend.projects().map(\.name) == ["MyProject", "OtherProject"])
        let store = try await backend.store(for: backend.projects()[0])
        #expect(try await store.listContainers(after: "", limit: nil).map(\.name) == ["MyContainer", "my_container", "project_info"])
        let names = try await store.listObjects(in: "MyContainer", ListingQuery(delimiter: "/")).map(\.marker)
        #expect(names == ["README.txt", "config.json", "my_data.txt", "my_file.dat", "notes/", "recordings/", "results/"])
        #expect(try LocalArchiveCheck(folder("new")).problems() == [])
        var status = stat()
        #expect(stat(folder("new"), &status) == 0 && status.st_mode & 0o777 == 0o700)
    }

    @Test func whatWasDeletedStaysDeleted() async throws {
        let folder = try LocalFolder()
        let first = LocalBackend(directory: folder.path)
        try await first.store(for: first.projects()[0]).delete(ObjectAddress("MyContainer", "README.txt"))
        let second = LocalBackend(directory: folder.path)
        await expectCode(.notFound) {
            try await second.store(for: second.projects()[0]).object(ObjectAddress("MyContainer", "README.txt"), manifest: false)
        }
    }

    @Test func anUnfilledArchiveIsEmpty() async throws {
        let folder = try LocalFolder()
        let backend = LocalBackend(directory: folder.path, fill: false)
        #expect(try await backend.projects() == [])
        let project = try await backend.createProject("Mine")
        #expect(try await LocalBackend(directory: folder.path).projects() == [project])
        await expectCode(.notFound) { try await backend.store(for: ProjectRecord(id: "", name: "Yours")) }
        await expectCode(.usage) { try await backend.createProject("") }
    }

    @Test func usersAreKnownByNameAndID() async throws {
        let folder = try LocalFolder()
        let backend = LocalBackend(directory: folder.path, fill: true, environment: ["USER": "somebody"])
        let me = try await backend.identity()
        #expect(me.user == "somebody" && me.roles == ["owner"] && me.expires == nil)
        #expect(try await backend.userID(named: "somebody") == me.userID)
        let id = try #require(try await backend.userID(named: "golgi"))
        #expect(try await backend.userName(id: id) == "golgi")
        #expect(try await backend.userID(named: "nobody") == nil)
        let list = try await VerifiedRead(backend.store(for: backend.projects()[0])).content(ObjectAddress("project_info", "user_ids"))
        #expect(Project.parseUsers(String(decoding: list.bytes, as: UTF8.self))["golgi"] == id)
    }

    @Test func aPublicURLOpensItsContainer() async throws {
        let folder = try LocalFolder()
        let backend = LocalBackend(directory: folder("a b %ü"), fill: false)
        let store = try await backend.store(for: backend.createProject("P/Q ?"))
        _ = try await store.createContainer("c#1", headers: ["X-Container-Read": ".r:*,.rlistings"])
        let url = try await store.storageURL + "/" + PercentEncoding.segment("c#1")
        #expect(url.hasSuffix("/a%20b%20%25%C3%BC/P%2FQ%20%3F/c%231"))

        let (opened, name) = try await LocalBackend.open(publicURL: url)
        #expect(name == "c#1")
        #expect(try await opened.storageURL == store.storageURL)
        await expectCode(.notFound) { try await LocalBackend.open(publicURL: "file://" + folder.path + "/none/P/c") }
        await expectCode(.notFound) { try await LocalBackend.open(publicURL: "file://" + folder.path + "/P/c") }
        for bad in ["file:///c", "file://host/a/b/c", "https://host/v1/a/c", "file:a/b/c", "file:///a/%ff/c"] {
            await expectCode(.usage) { try await LocalBackend.open(publicURL: bad) }
        }
        #expect(try folder.names() == ["a b %ü"])
    }

    @Test func theUsersOwnFolderFollowsTheirDataHome() {
        func directory(_ environment: [String: String]) -> String {
            LocalBackend(directory: nil, fill: false, environment: environment).directory
        }
        #expect(directory(["HOME": "/h"]) == "/h/.local/share/archive-lua/practice")
        #expect(directory(["HOME": "/h", "XDG_DATA_HOME": "/d/"]) == "/d/archive-lua/practice")
        #expect(directory(["HOME": "/h", "XDG_DATA_HOME": "d"]) == "/h/.local/share/archive-lua/practice")
    }

    @Test func accessListsAreCleanedAsTheServiceDoes() throws {
        func read(_ list: String) throws -> String { try LocalAccessList.cleaned(list, header: "x-container-read") }
        #expect(try read("bob , sue,,") == "bob,sue")
        #expect(try read(".referrer : *, .rlistings") == ".r:*,.rlistings")
        #expect(try read(".ref:*.example.com,.r:-thief.example.com") == ".r:.example.com,.r:-thief.example.com")
        #expect(try read("p:u,*:*") == "p:u,*:*")
        #expect(throws: ArchiveError.self) { try read(".r:") }
        #expect(throws: ArchiveError.self) { try read(".x:*") }
        #expect(throws: ArchiveError.self) { try LocalAccessList.cleaned(".r:*", header: "x-container-write") }
    }

    @Test(arguments: [
        ("a.txt", "text/plain"), ("a.tar.gz", "application/x-tar"), ("a.TGZ", "application/x-tar"), ("x.nwb", "application/octet-stream"),
        ("README", "application/octet-stream"), ("dir.txt/file", "application/octet-stream"), (".txt", "application/octet-stream"),
        ("a.gz", "application/octet-stream"), ("d/ä.json", "application/json"),
    ])
    func typesAreGuessedByName(_ name: String, _ type: String) {
        #expect(LocalContentType.guess(name) == type)
    }
}
