import ArchiveAPI

/// Another permit, each use of which is a sign of life.
struct CountedPermit: Permit {
    let base: any Permit

    func check(_ effect: Effect, project: String?, container: String?, object: String?) throws {
        try base.check(effect, project: project, container: container, object: object)
        RecipeWatch.archiveCallWasMade()
    }

    func checkAhead(_ effect: Effect, project: String?, container: String?, object: String?) throws {
        try base.checkAhead(effect, project: project, container: container, object: object)
    }
}
