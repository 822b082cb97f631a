using Panel.Engine.Contract;
using Panel.Web.Features.Containers;

namespace Panel.Web.Tests.Containers;

public sealed class ContainerFormTests
{
    private readonly FormErrors _errors = new();

    [Fact]
    public void Read_EverythingWrong_AllErrorsAtOnce()
    {
        var form = new ContainerForm { Name = "-x", Command = "sh -c 'open", Limits = { Memory = "lots", Cpus = "two", Pids = "-1" } };
        form.Ports.Add(new PortRow { ContainerPort = "70000" });
        form.Mounts.Add(new MountRow { Kind = MountKind.Bind, Source = "relative", Target = "data" });
        form.Environment.Add(new EnvironmentRow { Value = "x" });

        Assert.Null(new ContainerFormReader(_errors).Read(form));

        string[] fields = ["Image", "Name", "Command", "Resources.MemoryBytes", "Resources.Cpus", "Resources.Pids", "Ports[0].ContainerPort", "Mounts[0].Source", "Mounts[0].Target", "Environment[0]"];
        Assert.All(fields, field => Assert.NotNull(_errors.At(field)));
    }

    [Fact]
    public void Read_BlankRows_AreDropped()
    {
        var form = new ContainerForm { Image = "busybox" };
        form.Ports.Add(new PortRow());
        form.Ports.Add(new PortRow { ContainerPort = "80", Protocol = PortProtocol.Udp });
        form.DropBlankRows();

        var spec = new ContainerFormReader(_errors).Read(form);

        Assert.Equal([new PortBinding(80, PortProtocol.Udp)], spec!.Ports);
        Assert.Null(spec.Command);
        Assert.Equal(UserNamespaceMode.Private, spec.UserNamespace);
    }

    [Fact]
    public void Paste_EnvFile_MakesRowsAndReplacesNames()
    {
        var form = new ContainerForm();
        form.Environment.Add(new EnvironmentRow { Name = "A", Value = "old" });

        form.PasteEnvironment("# comment\nA=1\nexport B=\"two words\"\n\nURL=http://x/?a=b\n");

        Assert.Equal(["A=1", "B=two words", "URL=http://x/?a=b"], form.Environment.Select(row => $"{row.Name}={row.Value}"));
    }

    [Fact]
    public void Place_UnknownField_GoesToTheNearestShown()
    {
        _errors.Declare("Ports[0]");

        _errors.Place("Ports[0].HostPort", "taken");
        _errors.Place("Labels.x", "wrong");

        Assert.Equal("taken", _errors.At("Ports[0]"));
        Assert.Equal("wrong", _errors.General);
    }
}
