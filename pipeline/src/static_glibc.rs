//! Names of hosts in a program that the GNU C library is linked into statically.
//!
//! The library reads `/etc/nsswitch.conf` and loads the modules that stand there: `myhostname` of
//! systemd, `sss`, `ldap`. They belong to the system's C library and not to the one in here, and the
//! first lookup that comes to them can end the program with a segmentation fault. `files` (`/etc/hosts`)
//! and `dns` are in the library itself since version 2.34, and are all that is used.

use std::ffi::{CStr, c_char, c_int};

#[allow(unsafe_code)]
unsafe extern "C" {
    /// Declared in the library's `nss.h`; the crate `libc` does not have it.
    fn __nss_configure_lookup(database: *const c_char, line: *const c_char) -> c_int;
}

/// To be called before anything is looked up.
#[allow(unsafe_code)]
pub(crate) fn look_names_up_without_modules() {
    let configure = |database: &CStr, line: &CStr| {
        // SAFETY: both are strings that end with a zero and live on; the library copies what it needs.
        // A line that it does not take leaves the file in force, which is no worse than before.
        unsafe { __nss_configure_lookup(database.as_ptr(), line.as_ptr()) }
    };
    configure(c"hosts", c"files dns");
    // Home folders, where a library asks for one.
    configure(c"passwd", c"files");
}
