import Glibc

/// ThreadSanitizer delivers signals only where the program calls the system: never inside a loop of Lua's own.
public let signalsArriveAnywhere = !isThreadSanitized

/// Whether ThreadSanitizer looks on, whose notes of memory are many times the memory.
public let isThreadSanitized = dlsym(nil, "__tsan_init") != nil
