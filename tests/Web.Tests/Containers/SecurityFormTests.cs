using Panel.Engine.Contract;
using Panel.Web.Features.Containers;

namespace Panel.Web.Tests.Containers;

public sealed class SecurityFormTests
{
    private readonly FormErrors _errors = new();

    [Fact]
    public void Form_Untouched_IsTheDefault()
    {
        var spec = new ContainerFormReader(_errors).Read(new ContainerForm { Image = "busybox" })!;

        Assert.Equivalent(new SecurityOptions(), spec.Security, strict: true);
        Assert.Equal((UserNamespaceMode.Private, false, false), (spec.UserNamespace, spec.ReadOnlyRootFilesystem, spec.Init));
        Assert.Null(spec.SharedMemoryBytes);
    }

    [Fact]
    public void Form_Filled_IsReadWhole()
    {
        var form = new ContainerForm
        {
            Image = "busybox",
            NetworkMode = "container:web",
            Security =
            {
                HostUsers = true, Privileged = true, NoNewPrivileges = true, ReadOnlyRoot = true, Init = true,
                CapabilitiesAdd = "NET_ADMIN, sys_ptrace", CapabilitiesDrop = "ALL", Groups = "audio 5000",
                Seccomp = SeccompMode.Custom, SeccompProfile = "{}",
                PidMode = "host", IpcMode = "shareable", UtsMode = "host", CgroupMode = "private", CgroupParent = " shop/web ", WritableCgroups = true,
                Devices = "/dev/fuse\n/dev/sda:/dev/disk:r\n/dev/kmsg:rw\n\n/dev/a:/dev/b", DeviceRules = "c 10:200 rwm\n",
                Sysctls = "net.core.somaxconn = 9", Ulimits = "nofile=1024:2048\ncore=-1", SharedMemory = "1m", StorageSize = "20g",
            },
        };
        form.Mounts.Add(new MountRow { Kind = MountKind.Tmpfs, Source = "64m", Target = "/scratch" });

        var spec = new ContainerFormReader(_errors).Read(form)!;

        Assert.Equivalent(
            new SecurityOptions
            {
                Privileged = true,
                NoNewPrivileges = true,
                CapabilitiesAdd = ["NET_ADMIN", "sys_ptrace"],
                CapabilitiesDrop = ["ALL"],
                GroupAdd = ["audio", "5000"],
                SeccompProfile = "{}",
                PidMode = "host",
                IpcMode = "shareable",
                UtsMode = "host",
                CgroupMode = "private",
                WritableCgroups = true,
                Devices = [new("/dev/fuse"), new("/dev/sda", "/dev/disk", "r"), new("/dev/kmsg", "", "rw"), new("/dev/a", "/dev/b")],
                DeviceRules = ["c 10:200 rwm"],
                Sysctls = new Dictionary<string, string> { ["net.core.somaxconn"] = "9" },
                Ulimits = [new("nofile", 1024, 2048), new("core", -1, -1)],
            },
            spec.Security, strict: true);
        Assert.Equal((UserNamespaceMode.Host, true, true, 1L << 20, "container:web"), (spec.UserNamespace, spec.ReadOnlyRootFilesystem, spec.Init, spec.SharedMemoryBytes, spec.NetworkMode));
        Assert.Equal(("shop/web", 20L << 30), (spec.CgroupParent, spec.StorageBytes));
        Assert.Equal(64L << 20, Assert.Single(spec.Mounts).TmpfsBytes);
    }

    [Fact]
    public void Unconfined_IsDockersWord() => Assert.Equal("unconfined", new SecurityFormReader(_errors).Read(new SecurityForm { Seccomp = SeccompMode.Unconfined }).SeccompProfile);

    [Fact]
    public void Lines_ThatCannotBeRead_AreMarkedAtTheirFields()
    {
        var form = new ContainerForm
        {
            Image = "busybox",
            Security = { Seccomp = SeccompMode.Custom, Devices = "/dev/a:/dev/b:r:w", Sysctls = "net.core.somaxconn", Ulimits = "nofile", SharedMemory = "much" },
        };

        Assert.Null(new ContainerFormReader(_errors).Read(form));

        Assert.All(["Security.SeccompProfile", "Security.Devices", "Security.Sysctls", "Security.Ulimits", "SharedMemoryBytes"], field => Assert.NotNull(_errors.At(field)));
    }

    [Fact]
    public void Draft_OfAnUnfinishedForm_LeavesOutWhatIsNotWhole()
    {
        var form = new ContainerForm { Security = { Privileged = true } };
        form.Mounts.Add(new MountRow { Kind = MountKind.Bind });
        form.Mounts.Add(new MountRow { Kind = MountKind.Bind, Source = "/etc", Target = "/host" });

        var draft = ContainerFormReader.Draft(form);

        Assert.True(draft.Security.Privileged);
        Assert.Equal("/etc", Assert.Single(draft.Mounts).Source);
    }
}
