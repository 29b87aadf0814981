import Foundation

/// The environment of this process.
enum Environment {
    static let all: [String: String] = ProcessInfo.processInfo.environment
}
