import Foundation

@testable import TestSupport

/// A container with objects of every kind that this product does not make in a small test: large ones, links,
/// a compressed one, markers of directories.
struct LargeObjectSample {
    let cloud: TestCloud

    /// Makes a new container and returns its name.
    func make() async throws -> String {
        let name = "t-large-\(UUID().uuidString.prefix(8).lowercased())"
        let token = try await cloud.token(of: "alice")
        func put(_ path: String, _ body: [UInt8] = [], _ headers: [(String, String)] = []) async throws {
            try await cloud.request("PUT", path, token: token, headers: headers, body)
        }
        try await put(name)
        try await put("\(name)_segments")
        for kind in ["slo", "dlo", "tree"] {
            for part in 0..<3 {
                try await put("\(name)_segments/\(kind)/\(part)", [UInt8](repeating: 65 + UInt8(part), count: 1000))
            }
        }
        for (object, kind) in [("slo.dat", "slo"), ("tree/slo.dat", "tree")] {
            let manifest = (0..<3).map { ["path": "/\(name)_segments/\(kind)/\($0)"] }
            try await put("\(name)/\(object)?multipart-manifest=put", Array(try JSONEncoder().encode(manifest)))
        }
        try await put("\(name)/dlo.dat", [], [("X-Object-Manifest", "\(name)_segments/dlo/")])
        try await put("\(name)/link.dat", [], [("X-Symlink-Target", "\(name)/slo.dat")])
        try await put("\(name)/tree/plain.dat", Array("plain".utf8))
        let compressed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 4, 0, 0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0]
        try await put("\(name)/gzip.txt", compressed, [("Content-Encoding", "gzip"), ("Content-Type", "text/plain")])
        try await put("\(name)/marker/", [], [("Content-Type", "application/directory")])
        try await put("\(name)/with%20marker/", [], [("Content-Type", "application/directory")])
        try await put("\(name)/with%20marker/file", Array("file".utf8))
        return name
    }
}
