/*
 * Makes writing to disk fail in a program that is started with LD_PRELOAD set to this library.
 *
 * PROBITY_FAULT        KIND:N:PATH  the kind of fault, which call it hits (from 1), and a part of the
 *                      path that the call must be about
 * PROBITY_FAULT_ONCE   1: a full disk refuses one call only
 * PROBITY_FAULT_UNTIL  a file: a full disk has room again once this file exists
 * PROBITY_FAULT_LOG    a file: one line "OP PATH" is added for each call about PATH
 *
 * KIND and the calls that it counts and hits:
 *   none         nothing fails; for counting calls by the log
 *   enospc       calls that take room: create write truncate rename link mkdir; that one and all later ones
 *   eio          every call; that one only
 *   short        write: half of it is written, and later calls that take room find the disk full
 *   fsync        sync: EIO, that one only, as the kernel reports it
 *   crash        every call: the process is killed just before it
 *   crash_after  every call: the process is killed just after it
 *
 * Calls are counted per process. Everything below goes to the kernel directly, so that nothing
 * here is intercepted by itself and no symbol has to be looked up.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum op { CREATE, WRITE, TRUNCATE, SYNC, RENAME, LINK, UNLINK, MKDIR };
static const char *const op_names[] = {"create", "write",  "truncate", "sync",
                                       "rename", "link", "unlink",   "mkdir"};

enum kind { NONE, ENOSPC_, EIO_, SHORT, FSYNC, CRASH, CRASH_AFTER };
static const char *const kind_names[] = {"none",  "enospc", "eio",        "short",
                                         "fsync", "crash",  "crash_after"};

static enum kind kind = NONE;
static long nth = 0;
static char part[PATH_MAX] = "";
static char log_path[PATH_MAX] = "";
static char until_path[PATH_MAX] = "";
static int once = 0;
static atomic_long calls = 0;

static void copy_variable(const char *name, char *to)
{
    const char *value = getenv(name);
    snprintf(to, PATH_MAX, "%s", value ? value : "");
}

__attribute__((constructor)) static void read_settings(void)
{
    const char *setting = getenv("PROBITY_FAULT");
    char word[32];
    int length = 0;
    if (!setting || sscanf(setting, "%31[^:]:%ld:%n", word, &nth, &length) != 2 || !setting[length])
        return;
    for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++)
        if (!strcmp(word, kind_names[i]))
            kind = (enum kind)i;
    snprintf(part, sizeof part, "%s", setting + length);
    copy_variable("PROBITY_FAULT_LOG", log_path);
    copy_variable("PROBITY_FAULT_UNTIL", until_path);
    const char *flag = getenv("PROBITY_FAULT_ONCE");
    once = flag && !strcmp(flag, "1");
}

/* Puts the path of an open file into `path`; whether it is a file of the file system. */
static int path_of(int fd, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    return path[0] == '/';
}

/* Puts the absolute form of a path argument into `path`. */
static void absolute(int folder, const char *given, char *path)
{
    char base[PATH_MAX] = "";
    if (given[0] != '/' && (folder == AT_FDCWD ? syscall(SYS_getcwd, base, sizeof base) < 0 : !path_of(folder, base)))
        base[0] = 0;
    int length = snprintf(path, PATH_MAX, "%s", base);
    if (length < PATH_MAX)
        snprintf(path + length, PATH_MAX - length, "%s%s", base[0] ? "/" : "", given);
}

static int exists(int folder, const char *path)
{
    int before = errno;
    int there = syscall(SYS_faccessat, folder, path, F_OK) == 0;
    errno = before;
    return there;
}

static void log_call(enum op op, const char *path)
{
    char line[PATH_MAX + 16];
    int length = snprintf(line, sizeof line, "%s %s\n", op_names[op], path);
    int fd = syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    if (length > 0)
        syscall(SYS_write, fd, line, (size_t)length);
    syscall(SYS_close, fd);
}

static int takes_room(enum op op)
{
    return op != SYNC && op != UNLINK;
}

static int counts(enum op op)
{
    switch (kind) {
    case NONE: return 0;
    case ENOSPC_: return takes_room(op);
    case SHORT: return op == WRITE;
    case FSYNC: return op == SYNC;
    default: return 1;
    }
}

static int disk_full(void)
{
    return !once && !(until_path[0] && exists(AT_FDCWD, until_path));
}

/* What is to be done with a call. */
struct verdict {
    int error;       /* the call fails with this; 0: it goes on */
    int halve;       /* only half of the bytes are written */
    int crash_after; /* the process is killed when the call returns */
};

static void crash(void)
{
    syscall(SYS_kill, (pid_t)syscall(SYS_getpid), SIGKILL);
    for (;;)
        syscall(SYS_sched_yield);
}

static struct verdict judge(enum op op, const char *path)
{
    struct verdict verdict = {0, 0, 0};
    if (!part[0] || !strstr(path, part))
        return verdict;
    int before = errno;
    if (log_path[0])
        log_call(op, path);
    errno = before;
    int counted = counts(op);
    long call = counted ? atomic_fetch_add(&calls, 1) + 1 : atomic_load(&calls);
    int hit = counted && call == nth;
    int later = nth > 0 && !hit && call >= nth;
    switch (kind) {
    case ENOSPC_:
        verdict.error = (hit && (once || disk_full())) || (counted && later && disk_full()) ? ENOSPC : 0;
        break;
    case SHORT:
        verdict.halve = hit;
        verdict.error = later && takes_room(op) && disk_full() ? ENOSPC : 0;
        break;
    case EIO_:
    case FSYNC:
        verdict.error = hit ? EIO : 0;
        break;
    case CRASH:
        if (hit)
            crash();
        break;
    case CRASH_AFTER:
        verdict.crash_after = hit;
        break;
    case NONE: break;
    }
    return verdict;
}

static struct verdict judge_fd(enum op op, int fd)
{
    char path[PATH_MAX];
    int before = errno;
    int file = part[0] && path_of(fd, path);
    errno = before;
    return file ? judge(op, path) : (struct verdict){0, 0, 0};
}

static struct verdict judge_path(enum op op, int folder, const char *given)
{
    char path[PATH_MAX];
    if (!part[0] || !given)
        return (struct verdict){0, 0, 0};
    int before = errno;
    absolute(folder, given, path);
    errno = before;
    return judge(op, path);
}

/* Of two paths the one that matches; the second if both do. */
static struct verdict judge_paths(enum op op, int folder1, const char *given1, int folder2, const char *given2)
{
    char path[PATH_MAX];
    if (given2)
        absolute(folder2, given2, path);
    if (given2 && strstr(path, part))
        return judge_path(op, folder2, given2);
    return judge_path(op, folder1, given1);
}

static long fail(int error)
{
    errno = error;
    return -1;
}

/* The call goes to the kernel unless it is to fail. */
#define CARRY_OUT(decision, call)             \
    do {                                      \
        struct verdict decided = (decision);  \
        if (decided.error)                    \
            return fail(decided.error);       \
        long result = (call);                 \
        if (decided.crash_after)              \
            crash();                          \
        return result;                        \
    } while (0)

/* As CARRY_OUT, with `bytes` halved where the write is to be short. */
#define CARRY_OUT_BYTES(decision, bytes, call) \
    do {                                       \
        struct verdict sized = (decision);     \
        if (sized.halve && bytes < 2)          \
            sized.error = ENOSPC;              \
        if (sized.halve)                       \
            bytes /= 2;                        \
        CARRY_OUT(sized, call);                \
    } while (0)

ssize_t write(int fd, const void *from, size_t bytes)
{
    CARRY_OUT_BYTES(judge_fd(WRITE, fd), bytes, syscall(SYS_write, fd, from, bytes));
}

ssize_t pwrite64(int fd, const void *from, size_t bytes, off64_t at)
{
    CARRY_OUT_BYTES(judge_fd(WRITE, fd), bytes, syscall(SYS_pwrite64, fd, from, bytes, at));
}

ssize_t pwrite(int fd, const void *from, size_t bytes, off_t at)
{
    return pwrite64(fd, from, bytes, at);
}

/* A short vectored write writes the first piece, or half of an only one. */
ssize_t writev(int fd, const struct iovec *pieces, int count)
{
    struct verdict v = judge_fd(WRITE, fd);
    if (v.halve && count > 0) {
        size_t bytes = pieces[0].iov_len;
        if (count == 1)
            bytes /= 2;
        return bytes ? syscall(SYS_write, fd, pieces[0].iov_base, bytes) : fail(ENOSPC);
    }
    CARRY_OUT(v, syscall(SYS_writev, fd, pieces, count));
}

ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t bytes, unsigned flags)
{
    CARRY_OUT_BYTES(judge_fd(WRITE, out), bytes,
                    syscall(SYS_copy_file_range, in, in_at, out, out_at, bytes, flags));
}

int fsync(int fd)
{
    CARRY_OUT(judge_fd(SYNC, fd), syscall(SYS_fsync, fd));
}

int fdatasync(int fd)
{
    CARRY_OUT(judge_fd(SYNC, fd), syscall(SYS_fdatasync, fd));
}

int ftruncate64(int fd, off64_t length)
{
    CARRY_OUT(judge_fd(TRUNCATE, fd), syscall(SYS_ftruncate, fd, length));
}

int ftruncate(int fd, off_t length)
{
    return ftruncate64(fd, length);
}

/* Opening counts when it makes a file. */
static int open_at(int folder, const char *path, int flags, mode_t mode)
{
    int creates = path && (flags & O_CREAT) && !exists(folder, path);
    struct verdict v = creates ? judge_path(CREATE, folder, path) : (struct verdict){0, 0, 0};
    CARRY_OUT(v, syscall(SYS_openat, folder, path, flags, mode));
}

#define MODE_ARGUMENT(flags, mode)                                        \
    mode_t mode = 0;                                                      \
    if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {          \
        va_list arguments;                                                \
        va_start(arguments, flags);                                       \
        mode = va_arg(arguments, mode_t);                                 \
        va_end(arguments);                                                \
    }

int open(const char *path, int flags, ...)
{
    MODE_ARGUMENT(flags, mode)
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE_ARGUMENT(flags, mode)
    return open_at(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE_ARGUMENT(flags, mode)
    return open_at(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    MODE_ARGUMENT(flags, mode)
    return open_at(folder, path, flags | O_LARGEFILE, mode);
}

int creat(const char *path, mode_t mode)
{
    return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int renameat2(int folder1, const char *from, int folder2, const char *to, unsigned flags)
{
    CARRY_OUT(judge_paths(RENAME, folder1, from, folder2, to),
              syscall(SYS_renameat2, folder1, from, folder2, to, flags));
}

int renameat(int folder1, const char *from, int folder2, const char *to)
{
    return renameat2(folder1, from, folder2, to, 0);
}

int rename(const char *from, const char *to)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int linkat(int folder1, const char *from, int folder2, const char *to, int flags)
{
    CARRY_OUT(judge_paths(LINK, folder1, from, folder2, to),
              syscall(SYS_linkat, folder1, from, folder2, to, flags));
}

int link(const char *from, const char *to)
{
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlinkat(int folder, const char *path, int flags)
{
    CARRY_OUT(judge_path(UNLINK, folder, path), syscall(SYS_unlinkat, folder, path, flags));
}

int unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}

int mkdirat(int folder, const char *path, mode_t mode)
{
    CARRY_OUT(judge_path(MKDIR, folder, path), syscall(SYS_mkdirat, folder, path, mode));
}

int mkdir(const char *path, mode_t mode)
{
    return mkdirat(AT_FDCWD, path, mode);
}
