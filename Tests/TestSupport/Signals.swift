import Glibc

/// ThreadSanitizer delivers signals only where the program calls the system: never inside a loop of Lua's own.
public let signalsArriveAnywhere = dlsym(nil, "__tsan_init") == nil
