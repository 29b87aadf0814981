/// How a task failed.
public struct TaskFailure: Sendable {
    /// Its number.
    public let task: Int
    public let error: LuaError
}
