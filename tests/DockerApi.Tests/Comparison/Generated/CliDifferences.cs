using System.Text.RegularExpressions;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Permitted differences of the command line's cases, in addition to those in <see cref="MayDiffer"/> and <see cref="GeneratedDifferences"/>.</summary>
internal static class CliDifferences
{
    // Which cases, what they found, and why it makes something safer or cannot be otherwise here.
    private static readonly (string Case, string Found, string Why)[] MayBe =
    [
        (@"--(volume|tmpfs)=", @"must be an absolute path", "a path that is not absolute is refused, where Docker takes it as relative to the root or makes an anonymous volume of it"),
        (@"--blkio-weight=", @"The weight of disk access must be|Weight discarded|HostConfig.BlkioWeight is 0",
            "where the kernel has no weights Docker forgets the value, a wrong one too; the panel warns and keeps it: a module that was not loaded at the create must not cost what was asked"),
        (@"--cpu-quota=-2", @"^inspect: HostConfig.CpuQuota is -2", "no quota is -1, whatever the negative number"),
        (@"--stop-timeout=-2", @"^inspect: Config.StopTimeout", "without an end is -1, whatever the negative number"),
        (@"--cpu-rt-(period|runtime)=", @"CpuRealtime", "the kernel has no real-time budgets of groups here, so an update sets none, inspect tells none and a warning says so"),
        (@"--dns-(option|search)=", @"The name resolver's|The search domain", "what no resolver reads is refused"),
        (@"--domainname=", @"The domain name must", "what the kernel does not take is refused at the create"),
        (@"--hostname=", @"The host name ", "what is no host name is refused, which programs inside would fail at"),
        (@"--health-[a-z-]+=2562047h", @"must be at most a year", "no check waits for 292 years"),
        (@"--(health-retries|stop-timeout)=9223372036854775807", @"the wrong type", "a number that is too large for what it counts is refused"),
        (@"--memory-(swap|reservation)=9223372036854775807", @"must|needs a memory limit",
            "the command line turns the number into a negative one, which is refused where it is no limit"),
        (@"--shm-size=1$", @"at least 4096 bytes", "the kernel's least is a page"),
        (@"--stop-signal=65", @"There is no signal '65'", "what the kernel does not know is refused at the create"),
        (@"--device=/dev/nosuch", @"There is no device", "refused at the create, which is another exit code"),
        (@"--expose=(0|80/nosuch)$", @"The port ", "what is no port is refused, where Docker keeps it and passes it over"),
        (@"--init", @"^inside: pid1 ", "the panel's init is part of its shim"),
        (@"--ipc=host", @"^inside: (mount|stat) /dev/shm ", "the host's own options and owners show through the user namespace"),
        (@"--network=host", @"^inside: (links|hosts) ", "Docker runs in a network namespace of its own here, which has no IPv6"),
        (@"rslave", @"^run: Docker's ended with 125 .*not a shared or slave mount", "the host's mount is made shared where it must be, instead of failing"),
        (@"--security-opt=apparmor=", @"^inspect: AppArmorProfile is  in", "what was asked is told, also where no AppArmor is"),
        (@"--privileged", @"^inspect: HostConfig.SecurityOpt\[\] has 2 items .*label=disable", "Docker says for SELinux what was not asked; the panel says what was"),
        (@"--privileged", @"^exec: .*CapEff:\s000001fffeffffff.*CapEff:\s000001ffffffffff", "a daemon that lacks a capability cannot give it; in a user namespace of its own a container has all"),
        (@"--(link|link-local-ip|mac-address|expose=80/sctp|mount=.*volume-subpath)|--network=(bridge|host) --network=none", @"has no effect in the panel yet|not SCTP|several networks yet|The Subpath",
            "refused rather than passed over: the features are missing (docs/docker-api.md has the table)"),
        (@"cli exec --env=PATH=/nosuch", @"^exec: Docker's ended with 126 .*with 127 ", "a command that is not found is 127, as the shells, docker run and later versions of Docker have it"),
        (@"cli exec --(user|workdir)=", @"The command cannot run in ", "a sentence of its own"),
        (@"cli exec --(user|workdir)=", @"^exec: Docker's ended with 126 .*(must be (an absolute path|user, uid)|must be between 0)", "what cannot run is refused when it is prepared, not when it starts"),
        (@"cli commit --change=SHELL", @"SHELL is not a valid change command", "an instruction more than Docker's"),
        (@"cli commit --change=CMD$", @"The change 'CMD' needs a value", "an instruction without a value is refused, where Docker drops the image's command"),
        (@"cli images --format=(json|.*json \.)", @"^images: .*""Containers"":""N/A"".*""Containers"":""[0-9]+""", "counted; Docker counts for the disk usage only"),
        (@"cli events --filter=nosuch", @"There is no filter", "a filter that does not exist is refused, as in the lists, where Docker tells everything"),
    ];

    /// <summary>Whether the difference is in the table.</summary>
    public static bool Know(string name, string found) => MayBe.Any(entry => Regex.IsMatch(name, entry.Case) && Regex.IsMatch(found, entry.Found, RegexOptions.Singleline));
}
