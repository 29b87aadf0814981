import Foundation
import Locking
import Testing

@testable import ArchiveAPI

/// Plans that are kept and applied: to what they were made for, to what changed meanwhile, and after every cut.
@Suite struct PlanApplicationTests {
    private func bench(_ files: [String: String] = ["a": "a", "b": "b", "dir/x": "x", "dir/y": "y"]) async throws -> PlanBench {
        let bench = try await PlanBench()
        _ = try await bench.store.createContainer("c", headers: [:])
        for (name, text) in files { try await bench.store.put("c", name, text) }
        return bench
    }

    private func refusal(_ work: () async throws -> PlanOutcome) async -> ArchiveError? {
        do {
            _ = try await work()
            return nil
        } catch { return error as? ArchiveError }
    }

    @Test func aMovedDirectoryIsSeenWhereItWouldBe() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        let before = try await bench.state()
        try await bench.plan {
            _ = try await container.moveDirectory("dir", to: "there")
            #expect(try await container.list().map(\.name) == ["a", "b", "there/dir/x", "there/dir/y"])
            #expect(try await container.list(ListFilter(directory: "dir")).isEmpty)
            #expect(try await container.read("there/dir/x") == Array("x".utf8))
            #expect(try await container.exists("dir/x") == false)
            #expect(try await container.count() == 4)
        }
        #expect(try await bench.state() == before)
        #expect(try await container.list().map(\.name) == ["a", "b", "dir/x", "dir/y"])
        #expect(try await bench.apply().made == 4)
        #expect(try await container.list().map(\.name) == ["a", "b", "there/dir/x", "there/dir/y"])
    }

    @Test func whatChangedMeanwhileIsNamedAndNothingIsChanged() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        try bench.folder.write("new.txt", "new")
        try await bench.plan {
            _ = try await container.upload([bench.folder("new.txt")])
            _ = try await container.move("a", to: "moved")
            try await container.delete("b")
            try await container.delete("dir/x")
        }
        try await bench.store.put("c", "a", "another")
        try await bench.store.put("c", "moved/b", "no part of it")
        try await bench.store.delete(ObjectAddress("c", "dir/x"))
        let before = try await bench.state()
        let error = try #require(await refusal { try await bench.apply() })
        #expect(error.code == .conflict)
        #expect(error.message.hasPrefix("2 things are not what the plan found: 'c/a' changed: its ETag is "))
        #expect(error.message.hasSuffix("'c/dir/x' is gone"))
        #expect(error.hint?.hasPrefix("Nothing was changed.") == true)
        #expect(try await bench.state() == before)
        #expect(try bench.folder.names().contains("plan.json.done") == false)

        // The file that changed stays where it is: the copy that comes before its deletion is left out too.
        let outcome = try await bench.apply(skipping: true)
        #expect(outcome.made == 2 && outcome.left == 3 && outcome.differences.count == 2)
        #expect(try await container.list().map(\.name) == ["a", "dir/y", "moved/b", "new.txt"])
        #expect(outcome.dependents.map(\.address.description) == ["c/moved/a"])
        let again = try await bench.apply(skipping: true)
        #expect(again.wasApplied && again.left == 3)
    }

    /// Projects may have files of one name, and each is told of.
    @Test func whatIsLeftOutInTwoProjects() async throws {
        let bench = try await bench()
        let other = try await LocalStore(directory: bench.folder("archive"), project: "Q")
        try await other.createContainer("c", headers: [:])
        try await other.put("c", "a", "theirs")
        try await bench.plan {
            _ = try await bench.container().move("a", to: "moved")
            _ = try await bench.archive.project(named: "Q").container(named: "c").move("a", to: "moved")
        }
        for store in [bench.store, other] { try await store.put("c", "a", "another") }
        let outcome = try await bench.apply(skipping: true)
        #expect(outcome.left == 4 && Set(outcome.dependents.map(\.project)).count == 2)
    }

    @Test func aTargetThatIsTakenKeepsTheSourceOfAMove() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        try await bench.plan { _ = try await container.move("a", to: "", newName: "taken") }
        try await bench.store.put("c", "taken", "precious")
        #expect(await refusal { try await bench.apply() }?.message.contains("'c/taken' is there by now") == true)
        #expect(try await bench.apply(skipping: true).left == 2)
        #expect(try await bench.store.text("c", "a") == "a")
        #expect(try await bench.store.text("c", "taken") == "precious")
    }

    @Test func localFilesAreComparedToo() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        for name in ["same", "changed", "longer", "gone"] { try bench.folder.write(name, name) }
        try await bench.plan {
            _ = try await container.upload(["same", "changed", "longer", "gone"].map { bench.folder($0) })
            #expect(try await container.read("same") == Array("same".utf8))
        }
        try bench.folder.write("changed", "CHANGED")
        try bench.folder.write("longer", "longer!")
        unlink(bench.folder("gone"))
        let before = try await bench.state()
        let message = try #require(await refusal { try await bench.apply() }).message
        #expect(message.contains("3 things") && message.contains("its bytes are others") && message.contains("it has 7 bytes, and had 6") && message.contains("gone' is gone"))
        #expect(try await bench.state() == before)
    }

    @Test func aContainerThatIsToGoMustHoldNothingElse() async throws {
        let bench = try await bench()
        let project = try await bench.archive.project(named: "P")
        try await bench.plan { try await project.deleteContainer("c", confirmation: "c") }
        try await bench.store.put("c", "new", "precious")
        #expect(await refusal { try await bench.apply() }?.message.contains("'c/new' is there by now") == true)
        #expect(try await bench.store.container("c").count == 5)
        try await bench.store.delete(ObjectAddress("c", "new"))
        #expect(try await bench.apply().made == 5)
        #expect(try await bench.store.containers().isEmpty)
    }

    @Test func accessIsComparedAndSet() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        let plan = try await bench.plan {
            _ = try await container.grantAccess(to: Container.everybody)
            #expect(try await container.publicURL() != nil)
        }
        #expect(plan.changes.map(\.effect) == [.access])
        try await bench.store.updateContainer("c", headers: ["X-Container-Read": "somebody:else"])
        #expect(await refusal { try await bench.apply() }?.message.contains("'c' changed: its x-container-read is another") == true)
        try await bench.store.updateContainer("c", headers: ["X-Container-Read": ""])
        #expect(try await bench.apply().made == 1)
        #expect(try await bench.store.isPublic("c"))
    }

    @Test func everyHeaderIsComparedThatAnyChangeIsAbout() async throws {
        let bench = try await bench()
        let (store, container) = (try await bench.archive.project(named: "P").store(), try await bench.container())
        try await bench.store.updateContainer("c", headers: ["X-Container-Write": "P:ann,P:bob"])
        try await bench.plan {
            _ = try await container.grantAccess(to: Container.everybody)
            try await store.updateContainer("c", headers: ["X-Container-Write": "P:ann"])
            try await store.updateContainer("c", headers: ["X-Container-Write": ""])
        }
        // Somebody takes Ann's right away: what the plan would write gives it back.
        try await bench.store.updateContainer("c", headers: ["X-Container-Write": "P:bob"])
        #expect(await refusal { try await bench.apply() }?.message.contains("'c' changed: its x-container-write is another") == true)
        #expect(try await bench.store.isPublic("c") == false)
        try await bench.store.updateContainer("c", headers: ["X-Container-Write": "P:ann,P:bob"])
        #expect(try await bench.apply().made == 3)
        #expect(try await bench.store.container("c").writeACL ?? "" == "")
    }

    @Test func nobodyIsLetInBeforeWhatStandsAheadIsDone() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        try bench.folder.write("new", "new")
        let plan = try await bench.plan {
            try await container.delete("a")
            _ = try await container.grantAccess(to: Container.everybody)
            _ = try await container.upload([bench.folder("new")])
        }
        let keys = plan.changes.map(PlanKeys.init)
        for (earlier, later) in [(0, 1), (1, 2)] {
            var set = PlanKeySet()
            set.add(keys[earlier])
            #expect(set.concerns(keys[later]), "\(earlier) before \(later)")
        }
        // Where what was private could not be deleted, the container stays closed.
        try await bench.store.put("c", "a", "another")
        #expect(try await bench.apply(skipping: true).left == 3)
        #expect(try await bench.store.isPublic("c") == false)
    }

    @Test(arguments: ["delete", "replace", "copy over"]) func whatChangesWhileThePlanIsAppliedIsLeftAlone(_ what: String) async throws {
        let bench = try await bench()
        let container = try await bench.container()
        try bench.folder.write("a", "new")
        try await bench.plan {
            switch what {
            case "delete": try await container.delete("a")
            case "replace": _ = try await container.upload([bench.folder("a")], overwrite: true)
            default: _ = try await container.copy("b", to: "", newName: "a", overwrite: true)
            }
        }
        let looks = Locked(0)
        let backend = MeddlingBackend(LocalBackend(directory: bench.folder("archive"), fill: false)) { primitive, subject in
            guard primitive == "object", subject == "c/a", looks.withLock({ $0 += 1; return $0 }) == 2 else { return }
            try await bench.store.put("c", "a", "somebody else's")
        }
        let error = try #require(await refusal { try await PlanApplication(of: bench.path, to: Archive(backend)).run() })
        #expect(error.code == .conflict && error.message.contains("is not what it was when the plan was made"))
        #expect(try await bench.store.text("c", "a") == "somebody else's")
    }

    @Test func sizesAreThoseThatThePlanHasMade() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        try bench.folder.write("long", "0123456789")
        let plan = try await bench.plan {
            _ = try await container.upload([bench.folder("long")])
            _ = try await container.copy("a", to: "", newName: "long", overwrite: true)
            try await container.delete("long")
        }
        #expect(plan.changes.map(\.bytes) == [10, 1, 1])
        let long = try ObjectVersion(etag: Checksum.hexDigest(.md5, of: Array("0123456789".utf8)), bytes: 10)
        #expect(plan.changes[1].before == .object(long))
        #expect(try await bench.apply().made == 3)
    }

    @Test func aLargeObjectIsPlannedAndApplied() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        let content = (0..<5000).map { "line \($0)\n" }.joined()
        try bench.folder.write("large", content)
        var limits = try await UploadLimits(of: bench.store)
        (limits.largestPlainObject, limits.segmentSize) = (10_000, 8192)
        let plan = try await bench.plan { [limits] in
            _ = try await container.upload([bench.folder("large")], to: "", overwrite: false, TransferOptions(), limits)
            #expect(try await String(decoding: container.read("large", decode: nil), as: UTF8.self) == content)
            _ = try await container.copy("large", to: "copies")
        }
        let segments = plan.changes.filter { $0.container == "c_segments" && $0.object != nil }
        #expect(segments.count == (content.utf8.count + 8191) / 8192)
        #expect(try await bench.apply().made == plan.changes.count)
        #expect(try await String(decoding: container.read("copies/large", decode: nil), as: UTF8.self) == content)

        // Segments go with the last object that is made of them, and only if it is still the last.
        try await bench.plan {
            try await container.delete("copies/large")
            try await container.delete("large")
        }
        _ = try await container.copy("large", to: "late")
        _ = try await bench.apply()
        #expect(try await String(decoding: container.read("late/large", decode: nil), as: UTF8.self) == content)
    }

    @Test func aLargeObjectThatHasLostASegmentCanBeDeleted() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        try bench.folder.write("large", String(repeating: "x", count: 5000))
        var limits = try await UploadLimits(of: bench.store)
        (limits.largestPlainObject, limits.segmentSize) = (100, 1000)
        _ = try await container.upload([bench.folder("large")], to: "", overwrite: false, TransferOptions(), limits)
        let lost = try #require(try await bench.store.objects(in: "c_segments", prefix: "").dropFirst().first)
        try await bench.store.delete(ObjectAddress("c_segments", lost.name))
        try await bench.plan {
            try await container.delete("large")
            #expect(try await container.exists("large") == false)
        }
        _ = try await bench.apply()
        #expect(try await container.list().map(\.name).contains("large") == false)
        #expect(try await bench.store.container("c_segments").count == 0)
    }

    @Test func ofTwoAtOnceTheSecondIsRefused() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        try await bench.plan { try await container.delete("a") }
        let journal = try PlanJournal(besidePlan: bench.path, sum: "x")
        let error = try #require(await refusal { try await bench.apply() })
        #expect(error.code == .conflict && error.message.contains("is being applied by another"))
        withExtendedLifetime(journal) {}
    }

    // MARK: Files that are no plans

    @Test(arguments: [
        ("", "is no plan"), ("print('hello')", "is no plan"), ("[1]", "is no plan"), ("{\"format\":\"other\"}", "is no plan"),
        ("{\"format\":\"archive-lua plan\",\"version\":2,\"x\":1}", "is a plan of version 2, and this archive-lua knows version 1"),
        ("{\"format\":\"archive-lua plan\",\"version\":1}", "is not as it was written: its checksum"),
        ("{\"format\":\"archive-lua plan\",\"version\":1,", "is not as it was written: it is no JSON"),
    ]) func whatIsNoPlan(_ text: String, _ message: String) async throws {
        let bench = try await bench()
        try bench.folder.write("plan.json", text)
        #expect(await refusal { try await bench.apply() }?.message.contains(message) == true)
    }

    @Test func aPlanThatWasEditedIsRefused() async throws {
        let bench = try await bench()
        let container = try await bench.container()
        try await bench.plan { try await container.delete("a") }
        let text = try String(contentsOfFile: bench.path, encoding: .utf8)
        for edited in [
            text.replacing("\"object\":\"a\"", with: "\"object\":\"b\""), text.replacing(",\n", with: ", "), text + "\n", String(text.dropLast(1)),
            String(text.dropLast(40)), text.replacing("\"made\"", with: "\"Made\""),
        ] {
            try bench.folder.write("plan.json", edited)
            let error = try #require(await refusal { try await bench.apply() })
            #expect(error.code == .integrity && error.hint?.contains("nothing was changed") == true, "\(edited)")
        }
        // With a checksum that fits, what is not known is refused all the same.
        for (old, new, why) in [
            ("\"if_unused\":false", "\"if_unused\":false,\"force\":true", "change 1 has an unknown 'force'"),
            ("\"operation\":\"delete\"", "\"operation\":\"burn\"", "change 1 has the unknown operation 'burn'"),
            ("\"effect\":\"delete\"", "\"effect\":\"read\"", "says another effect"),
            ("\"container\":\"c\"", "\"container\":\"c\",\"container\":\"d\"", "has 'container' twice"),
            ("\"operation\":\"delete\"", "\"operation\":\"set_metadata\",\"headers\":{\"X-Object-Meta-A\":\"1\"}", "has the header 'X-Object-Meta-A', which it cannot have"),
            ("\"bytes\":1}", "\"bytes\":-9223372036854775808}", "has a 'bytes' that is no size"),
            ("\"bytes\":1}", "\"bytes\":9223372036854775807}", "has a 'bytes' that is no size"),
        ] {
            let body = String(text.components(separatedBy: ",\n\"sha256\"")[0]).replacing(old, with: new)
            try bench.folder.write("plan.json", body + ",\n\"sha256\":\"\(try Checksum.hexDigest(.sha256, of: Array(body.utf8)))\"}\n")
            #expect(await refusal { try await bench.apply() }?.message.contains(why) == true, "\(why)")
        }
        #expect(try await bench.store.text("c", "a") == "a")
    }

    @Test func aPlanForAnotherArchiveIsRefused() async throws {
        let bench = try await bench(), other = try await self.bench()
        let container = try await bench.container()
        try await bench.plan { try await container.delete("a") }
        let error = try #require(await refusal { try await PlanApplication(of: bench.path, to: other.archive).run() })
        #expect(error.code == .usage && error.message.contains("the plan is for the project 'P'") && error.hint?.contains("--cloud NAME or --local DIR") == true)
        #expect(try await other.store.text("c", "a") == "a")
    }

    @Test func aFileThatIsNoPlanIsNotReplaced() async throws {
        let bench = try await bench()
        try bench.folder.write("thesis", "my thesis")
        await expectCode(.exists) { _ = try PlanTarget(bench.folder("thesis")) }
        await expectCode(.exists) { _ = try PlanTarget(bench.folder.path) }
        #expect(try String(contentsOfFile: bench.folder("thesis"), encoding: .utf8) == "my thesis")
        try PlanTarget(bench.path).keep(PlanRecorder().plan)
        try PlanTarget(bench.path).keep(PlanRecorder().plan)
    }
}
