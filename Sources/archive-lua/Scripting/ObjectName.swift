import LuaBridge

/// How an object of the archive is told among data: by its name.
enum ObjectName {
    /// The property `name`, or what `tostring` gives; nil where the value is no object.
    static func text(of view: LuaView) throws -> String? {
        guard let object = view.anyObject, !(object is JSONNull) else { return nil }
        return try view.property("name") { $0.string } ?? object.luaTostring
    }
}
