using System.Globalization;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Resources that the kernel counts per user: a container that exhausts them takes nothing from its neighbours or from the host's
/// root.</summary>
[Collection(AloneCollection.Name)]
public sealed class KernelBudgetTests
{
    // "program KIND" takes until the kernel refuses, tells how many it has and keeps them; "program KIND one" takes a single one and ends.
    private const string Source = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <mqueue.h>
        #include <signal.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/fanotify.h>
        #include <sys/inotify.h>
        #include <sys/ipc.h>
        #include <sys/shm.h>
        #include <unistd.h>

        static int groups[100], group_count, one;

        static int instance(void) { return inotify_init1(0) < 0 ? -1 : 0; }
        static int fanotify(void) { return fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID, 0) < 0 ? -1 : 0; }
        static int queue(void) {
            static int made;
            char name[32];
            snprintf(name, sizeof name, "/q%d-%d", getpid(), made++);
            int queue = mq_open(name, O_CREAT | O_RDWR, 0600, 0);
            if (queue >= 0) mq_unlink(name);
            return queue < 0 ? -1 : 0;
        }
        static int pending(void) {
            sigset_t set;
            sigemptyset(&set);
            sigaddset(&set, SIGRTMIN);
            sigprocmask(SIG_BLOCK, &set, 0);
            return sigqueue(getpid(), SIGRTMIN, (union sigval){0});
        }
        static int process(void) {
            int pid = fork();
            if (pid == 0) { if (!one) pause(); _exit(0); }
            return pid < 0 ? -1 : 0;
        }
        /* Many instances watch the same files: one watch for each pair. */
        static int observe(int marks) {
            static int file, made;
            char name[64];
            if (group_count == 0) {
                int fd;
                while (group_count < 100 && (fd = marks ? fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID, 0) : inotify_init1(0)) >= 0) groups[group_count++] = fd;
                if (group_count == 0) return -1;
            }
            snprintf(name, sizeof name, "/tmp/w%d-%d", getpid(), file);
            int fd = open(name, O_CREAT | O_RDWR, 0600);
            if (fd < 0) return -1;
            close(fd);
            int group = groups[made % group_count];
            int result = marks ? fanotify_mark(group, FAN_MARK_ADD, FAN_OPEN, AT_FDCWD, name) : inotify_add_watch(group, name, IN_ACCESS);
            if (++made % group_count == 0) file++;
            return result < 0 ? -1 : 0;
        }
        static int watch(void) { return observe(0); }
        static int mark(void) { return observe(1); }
        static int locked(void) {
            int id = shmget(IPC_PRIVATE, 4096, 0600);
            int result = id < 0 ? -1 : shmctl(id, SHM_LOCK, 0);
            /* It would outlive a program of the host. */
            if (one && id >= 0) { int error = errno; shmctl(id, IPC_RMID, 0); errno = error; }
            return result;
        }
        int main(int argc, char **argv) {
            struct { const char *name; int (*take)(void); } kinds[] = {
                { "inotify", instance }, { "watches", watch }, { "marks", mark }, { "fanotify", fanotify }, { "signals", pending }, { "queues", queue },
                { "processes", process },
                { "locked", locked } };
            int taken = 0;
            one = argc > 2;
            for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
                if (strcmp(kinds[i].name, argv[1])) continue;
                if (one) {
                    int failed = kinds[i].take();
                    printf("%s\n", failed ? strerror(errno) : "one");
                    return 0;
                }
                while (taken < 2000000 && kinds[i].take() == 0) taken++;
                printf("full after %d: %s\n", taken, strerror(errno));
                fflush(stdout);
                pause();
            }
            return 2;
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("inotify")]
    [InlineData("watches")]
    [InlineData("marks")]
    [InlineData("fanotify")]
    [InlineData("signals")]
    [InlineData("queues")]
    [InlineData("processes")]
    [InlineData("locked")]
    public async Task KernelBudget_ThatOneContainerUsesUp_IsThatOfNoOther(string kind)
    {
        var native = await NativeProgram.BuildAsync(Source);
        await using var harness = await EngineHarness.StartAsync(Token);
        var hungry = await harness.RunAsync($"exec /native/program {kind}", spec => Hungry(spec, native));
        await Poll.UntilAsync(async () => (await harness.LogAsync(hungry, Token)).Contains("full after", StringComparison.Ordinal), "it has all it can get", TimeSpan.FromMinutes(2), Token);
        Assert.DoesNotContain("full after 0:", await harness.LogAsync(hungry, Token), StringComparison.Ordinal);

        var neighbour = await harness.RunAsync($"exec /native/program {kind} one", spec => Hungry(spec, native));
        await harness.Containers.WaitAsync(neighbour, cancellationToken: Token);
        Assert.Equal("one", await harness.LogAsync(neighbour, Token));
        Assert.Equal("one\n", await Command.OutputAsync(native.Source + "/program", [kind, "one"], Token));
    }

    /// <summary>The effective user of the clone is whom the kernel charges; of namespaces it allows too many to use them up here.</summary>
    [Fact]
    public async Task UserNamespace_OfAContainer_BelongsToItsOwnUserOfTheHost()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var first = await harness.RunAsync("sleep 1000");
        var second = await harness.RunAsync("sleep 1000", spec => spec with { Security = new SecurityOptions { Privileged = true } });
        var joined = await harness.RunAsync("sleep 1000", spec => spec with { NetworkMode = "container:" + first });
        var hosts = await harness.RunAsync("sleep 1000", spec => spec with { UserNamespace = UserNamespaceMode.Host });
        Assert.Equal(await FirstIdAsync(harness, first), await OwnerAsync(harness, first));
        Assert.Equal(await FirstIdAsync(harness, second), await OwnerAsync(harness, second));
        Assert.Equal(await OwnerAsync(harness, first), await OwnerAsync(harness, joined));
        Assert.NotEqual(await OwnerAsync(harness, first), await OwnerAsync(harness, second));
        Assert.Equal(0, await OwnerAsync(harness, hosts));
    }

    private static ContainerSpec Hungry(ContainerSpec spec, MountSpec native) => spec with
    {
        Mounts = [native],
        NetworkMode = "none",
        // fanotify takes SYS_ADMIN under the default filter, and a user namespace of its own is enough for the kernel.
        Security = new SecurityOptions { SeccompProfile = "unconfined", Ulimits = [new Ulimit("nofile", 4096, 4096), new Ulimit("nproc", 200, 200), new Ulimit("memlock", 65536, 65536)] },
    };

    private static async Task<long> FirstIdAsync(EngineHarness harness, string id) =>
        (await harness.Containers.InspectAsync(id, Token)).UserNamespaceBase ?? throw new InvalidOperationException("no user namespace");

    private static async Task<long> OwnerAsync(EngineHarness harness, string id)
    {
        var pid = (await harness.StateAsync(id, Token)).Pid;
        // ioctl NS_GET_OWNER_UID of linux/nsfs.h.
        const string script = "import fcntl,struct,sys;print(struct.unpack('I',fcntl.ioctl(open('/proc/%s/ns/user'%sys.argv[1]),0xb704,b'\\0'*4))[0])";
        return long.Parse(await Command.OutputAsync("python3", ["-c", script, pid.ToString(CultureInfo.InvariantCulture)], Token), CultureInfo.InvariantCulture);
    }
}
