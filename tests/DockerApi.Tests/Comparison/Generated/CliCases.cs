namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Cases of the command line's flags: each flag with each value, and flags that depend on each other.</summary>
internal static class CliCases
{
    /// <summary>The commands whose flags are read.</summary>
    public static readonly string[] Commands = ["create", "run", "exec", "update", "logs", "cp", "commit", "ps", "images", "events"];

    private const string Sleeper = "trap 'exit 5' TERM; while :; do sleep 0.05; done";

    // Flags that only the command line itself reads, which end nothing or take terminals; and the name, by which cases are cleaned up.
    private static readonly string[] Left = ["name", "sig-proxy", "disable-content-trust", "cpu-count", "cpu-percent", "quiet"];

    // With these a run does not end, ends at another time, or is no longer there to be looked at.
    private static readonly string[] NotRun = ["restart", "cgroup-parent", "entrypoint", "detach", "rm", "tty", "interactive", "attach", "health-cmd", "log-driver", "log-opt", "pull", "platform", "stop-signal"];

    private static readonly string[][] Dependent =
    [
        ["--memory=64m", "--memory-swap=128m"], ["--memory=64m", "--memory-swap=32m"], ["--memory=64m", "--memory-swap=-1"], ["--memory=64m", "--memory-reservation=128m"], ["--memory=64m", "--memory-reservation=32m"],
        ["--memory=64m", "--oom-kill-disable"], ["--cpus=0.5", "--cpu-quota=1000"], ["--cpus=0.5", "--cpu-period=50000"], ["--cpu-period=50000", "--cpu-quota=25000"], ["--cpu-period=50000", "--cpu-quota=-1"],
        ["--network=host", "--publish=18389:80"], ["--network=host", "--hostname=box"], ["--network=host", "--dns=192.0.2.1"], ["--network=host", "--add-host=x:192.0.2.1"], ["--network=none", "--publish=18389:80"],
        ["--network=none", "--dns=192.0.2.1"], ["--network=container:kept", "--publish=18389:80"], ["--network=container:kept", "--hostname=box"], ["--network=container:kept", "--dns=192.0.2.1"],
        ["--network=container:kept", "--expose=80"], ["--network=container:kept", "--add-host=x:192.0.2.1"], ["--network=container:kept", "--mac-address=02:42:ac:11:00:09"], ["--network=none", "--network-alias=x"],
        ["--network=bridge", "--network=none"], ["--network=host", "--network=none"], ["--network=bridge", "--ip=172.17.0.99"], ["--uts=host", "--hostname=box"], ["--uts=host", "--domainname=example.org"],
        ["--rm", "--restart=always"], ["--rm", "--restart=no"], ["--ipc=host", "--shm-size=1m"], ["--ipc=none", "--shm-size=1m"], ["--pid=host", "--init"], ["--init", "--stop-signal=SIGINT"],
        ["--privileged", "--cap-drop=ALL"], ["--privileged", "--security-opt=no-new-privileges"], ["--privileged", "--userns=host"], ["--privileged", "--device=/dev/null:/dev/x"], ["--cap-drop=ALL", "--cap-add=CHOWN"],
        ["--cap-add=ALL", "--cap-drop=CHOWN"], ["--cap-add=CHOWN", "--cap-drop=CHOWN"], ["--user=1000", "--cap-add=NET_ADMIN"], ["--user=1000", "--group-add=5"], ["--user=nobody", "--workdir=/new/dir"],
        ["--volume=named:/m", "--mount=type=tmpfs,target=/m"], ["--volume=named:/m", "--tmpfs=/m"], ["--volume=named:/m", "--volume=other:/m"], ["--volumes-from=kept", "--volume=other:/m"],
        ["--volumes-from=kept", "--volume=/m"], ["--volumes-from=kept", "--tmpfs=/m"], ["--volume=named:/m", "--workdir=/m/sub"], ["--volume=/m", "--volume-driver=nosuch"], ["--volume=named:/m", "--volume-driver=local"],
        ["--volume=/etc/apt:/m:ro", "--volume=/m/preferences.d"], ["--read-only", "--tmpfs=/t"], ["--read-only", "--volume=named:/m"], ["--read-only", "--workdir=/new"], ["--env=A=b", "--env=A=c"],
        ["--env-file={files}/env", "--env=A=c"], ["--env=A=b", "--env=A"], ["--label=a=b", "--label-file={files}/env"], ["--no-healthcheck", "--health-cmd=true"], ["--no-healthcheck", "--health-retries=2"],
        ["--health-cmd=true", "--health-interval=0s"], ["--health-cmd=", "--health-retries=3"], ["--publish=18389:80", "--publish=18389:81"], ["--publish=18389:80", "--publish=18389:80"], ["--expose=80", "--publish-all"],
        ["--log-driver=none", "--log-opt=max-size=1m"], ["--log-driver=json-file", "--log-opt=max-file=2"], ["--log-driver=json-file", "--log-opt=max-size=1m", "--log-opt=max-file=0"], ["--cidfile={own}/cid", "--cidfile={own}/other"],
        ["--sysctl=kernel.msgmax=8000", "--ipc=host"], ["--sysctl=net.ipv4.ip_forward=1", "--network=host"], ["--pids-limit=50", "--ulimit=nproc=20"], ["--ulimit=nofile=100", "--ulimit=nofile=200"], ["--userns=host", "--volume=named:/m"],
        ["--entrypoint=sh", "--workdir=/tmp"], ["--cgroupns=host", "--privileged"], ["--stop-timeout=0", "--stop-signal=9"], ["--ip=172.17.0.99"], ["--attach=stdout", "--attach=stderr"], ["--device=/dev/null:/dev/x", "--device=/dev/zero:/dev/x"],
    ];

    /// <summary>All, from the flags of each command.</summary>
    /// <param name="flags">By command.</param>
    public static IEnumerable<CliCase> All(IReadOnlyDictionary<string, IReadOnlyList<CliFlag>> flags)
    {
        foreach (var (command, list) in flags)
            foreach (var flag in list.Where(flag => !Left.Contains(flag.Name)))
                foreach (var value in CliValues.Of(command, flag).Where(value => Can(command, flag, value)))
                    if (Case(command, [$"--{flag.Name}={value}"], flag, value) is { } one) yield return one;
        foreach (var pair in Dependent)
        {
            var look = !pair.Any(flag => NotRun.Any(name => flag.StartsWith("--" + name, StringComparison.Ordinal)));
            yield return look ? Run(pair) : Create(pair);
        }
    }

    // A run has the flags of a create, so what a create refuses or only keeps is tried as a create, and what has an effect inside as a run.
    private static CliCase? Case(string command, string[] arguments, CliFlag flag, string value) => command switch
    {
        "create" => IsOrdinary(flag, value) && !NotRun.Contains(flag.Name) ? null : Create(arguments),
        "run" => flag.Name is "detach-keys" ? Keys(arguments) : IsOrdinary(flag, value) && !NotRun.Contains(flag.Name) ? Run(arguments) : flag.Name == "detach" ? Detached(arguments) : null,
        "exec" => Exec(arguments, flag.Name),
        "update" => Update(arguments),
        "logs" => new(Name(command, arguments), [new("logs", ["logs", .. arguments, "done"], CliLook.Output)]),
        "cp" => Copy(arguments),
        "commit" => Commit(arguments),
        "events" => Events(arguments, flag.Name),
        _ => new(Name(command, arguments), [new(command, [command, .. command == "ps" && flag.Name is "filter" or "format" ? new[] { "--all" } : [], .. arguments], CliLook.Output)]),
    };

    private static bool IsOrdinary(CliFlag flag, string value) => flag.Type.Length == 0 ? value is "true" or "false" : CliOrdinary.Of("run", flag.Name).Contains(value);

    // Times of an unbounded stream, and what would follow for ever.
    private static bool Can(string command, CliFlag flag, string value) => (command, flag.Name, value) switch
    {
        ("events", "until", "4000000000" or "0" or "") => false,
        ("create" or "run", "pull", "always") => false,
        // Files of a caller's choice, in the working directory.
        ("create" or "run", "cidfile", _) => value.StartsWith('{') || value.StartsWith("/nosuch", StringComparison.Ordinal),
        _ => true,
    };

    private static CliCase Create(string[] flags) => new(Name("create", flags),
    [
        new("create", ["create", "--name=case", .. flags, "busybox", "sh", "-c", "true"]), new("inspect", ["/containers/case/json"], CliLook.Api),
    ]);

    private static CliCase Run(string[] flags) => new(Name("run", flags),
    [
        new("run", ["run", "--name=case", .. flags, "busybox", "sh", "-c", Probe.Script], CliLook.Inside), new("inspect", ["/containers/case/json"], CliLook.Api),
    ]);

    private static CliCase Keys(string[] flags) => new(Name("run", flags), [new("run", ["run", "--name=case", .. flags, "busybox", "echo", "out"], CliLook.Output)]);

    private static CliCase Detached(string[] flags) => new(Name("run", flags),
    [
        new("run", ["run", "--name=case", .. flags, "busybox", "sh", "-c", "sleep 0.1; exit 3"]), new("wait", ["wait", "case"], CliLook.Output), new("inspect", ["/containers/case/json"], CliLook.Api),
    ]);

    private static CliCase Exec(string[] flags, string flag) => new(Name("exec", flags),
    [
        new("exec", ["exec", .. flags, "kept", "sh", "-c", "id; pwd; env | grep -v HOSTNAME | sort; grep CapEff /proc/self/status; exit 4"], flag == "tty" ? CliLook.End : CliLook.Output),
    ]);

    private static CliCase Update(string[] flags) => new(Name("update", flags),
    [
        new("run", ["run", "--detach", "--name=case", "--memory=96m", "--memory-swap=192m", "busybox", "sh", "-c", Sleeper], CliLook.Prepare),
        new("update", ["update", .. flags, "case"], CliLook.Output), new("inspect", ["/containers/case/json"], CliLook.Api),
    ]);

    private static CliCase Copy(string[] flags) => new(Name("cp", flags),
    [
        new("cp", ["cp", .. flags, "done:/etc/group", "{own}/group"]), new("cp", ["cp", .. flags, "{files}/env", "done:/tmp/copied"]), new("cp", ["cp", .. flags, "{files}/link", "done:/tmp/link"]),
        new("diff", ["diff", "done"], CliLook.Output),
    ]);

    private static CliCase Commit(string[] flags) => new(Name("commit", flags), [new("commit", ["commit", .. flags, "still", "made:1"]), new("image", ["/images/made:1/json"], CliLook.Api)]);

    // What happens between two moments is told again afterwards, so the stream ends.
    private static CliCase Events(string[] flags, string flag) => new(Name("events", flags),
    [
        new("run", ["run", "--name=case", "--label=who=me", "busybox", "true"], CliLook.Prepare), new("tag", ["tag", "busybox", "made:1"], CliLook.Prepare), new("rm", ["rm", "case"], CliLook.Prepare),
        new("events", ["events", .. flag == "since" ? Array.Empty<string>() : ["--since={begun}"], .. flag == "until" ? Array.Empty<string>() : ["--until={now}"], .. flags],
            flag == "since" ? CliLook.End : CliLook.Output),
    ]);

    private static string Name(string command, string[] flags) => $"cli {command} {string.Join(' ', flags)}";
}
