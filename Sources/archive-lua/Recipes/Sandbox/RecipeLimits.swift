/// What a recipe may use of the machine.
struct RecipeLimits: Equatable {
    /// Bytes.
    var memory = 1 << 30
    /// Of the processor, between two calls of the archive.
    var processorSeconds = 60.0
}
