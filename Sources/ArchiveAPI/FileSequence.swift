import Locking

/// The files of a container, fetched page by page: the next page is on its way while one is looked at.
public final class FileSequence: Sendable {
    private struct Page: Sendable {
        var files: [File]
        /// What the page after this one comes after.
        var marker: String
    }

    private struct State {
        /// Of the page that is there, those that nobody has had.
        var files: ArraySlice<File> = []
        /// The page after that; its value is nil where there is none.
        var upcoming: Task<Page?, any Error>?
        var marker = ""
        var ended = false
    }

    private let container: any ReadableContainer
    private let filter: ListFilter
    private let state = Locked(State())

    init(_ container: any ReadableContainer, _ filter: ListFilter) {
        self.container = container
        self.filter = filter
    }

    deinit { state.withLock { $0.upcoming?.cancel() } }

    /// The next file, if it is there already.
    public func ready() -> File? { state.withLock { $0.files.popFirst() } }

    /// The next file; nil after the last.
    public func next() async throws -> File? {
        while true {
            if let file = ready() { return file }
            if state.withLock(\.ended) { return nil }
            try await turnPage()
        }
    }

    /// The files that are left of a page, or those of the next; nil after the last page.
    public func nextPage() async throws -> [File]? {
        while true {
            let files = state.withLock { state in
                defer { state.files = [] }
                return Array(state.files)
            }
            if !files.isEmpty { return files }
            if state.withLock(\.ended) { return nil }
            try await turnPage()
        }
    }

    /// Waits for the next page, unless somebody else has done so meanwhile.
    private func turnPage() async throws {
        let awaited = state.withLock { state -> Task<Page?, any Error>? in
            guard state.files.isEmpty, !state.ended else { return nil }
            let upcoming = state.upcoming ?? fetch(after: state.marker)
            state.upcoming = upcoming
            return upcoming
        }
        guard let awaited else { return }
        do {
            let page = try await withTaskCancellationHandler { try await awaited.value } onCancel: { awaited.cancel() }
            state.withLock { state in
                guard state.upcoming == awaited else { return }
                state.ended = page == nil
                state.upcoming = page.map { fetch(after: $0.marker) }
                state.files = page?.files[...] ?? []
                state.marker = page?.marker ?? ""
            }
        } catch {
            // Whoever asks again gets the same page.
            state.withLock { state in
                if state.upcoming == awaited { state.upcoming = nil }
            }
            throw error
        }
    }

    private func fetch(after marker: String) -> Task<Page?, any Error> {
        Task { [container, filter] in
            // A short page is not the last one: only an empty one is.
            let query = ListingQuery(prefix: filter.prefix, marker: marker)
            let entries = try await container.store.listObjects(in: container.name, query)
            guard let last = entries.last else { return nil }
            let files = entries.compactMap { entry -> File? in
                guard case .object(let object) = entry, filter.matches(object) else { return nil }
                return File(object, in: container)
            }
            return Page(files: files, marker: last.marker)
        }
    }
}
