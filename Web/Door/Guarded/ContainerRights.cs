using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>What can be done to containers, and the role that each takes.</summary>
internal static class ContainerRights
{
    public static readonly Operation Create = new("container.create", PanelRole.Operator);
    public static readonly Operation Start = new("container.start", PanelRole.Operator);
    public static readonly Operation Stop = new("container.stop", PanelRole.Operator, FreesSpace: true);
    public static readonly Operation StopAll = new("container.stop-all", PanelRole.Administrator, FreesSpace: true);
    public static readonly Operation Restart = new("container.restart", PanelRole.Operator);
    public static readonly Operation Kill = new("container.kill", PanelRole.Operator, FreesSpace: true);
    public static readonly Operation Pause = new("container.pause", PanelRole.Operator);
    public static readonly Operation Unpause = new("container.unpause", PanelRole.Operator);
    public static readonly Operation Update = new("container.update", PanelRole.Operator);
    public static readonly Operation Rename = new("container.rename", PanelRole.Operator);
    public static readonly Operation Remove = new("container.remove", PanelRole.Operator, FreesSpace: true);
    public static readonly Operation Commit = new("container.commit", PanelRole.Operator);
    public static readonly Operation Export = new("container.export", PanelRole.Operator);
    public static readonly Operation CopyOut = new("container.copy-out", PanelRole.Operator);
    public static readonly Operation CopyIn = new("container.copy-in", PanelRole.Operator);
    public static readonly Operation WriteFile = new("container.write-file", PanelRole.Operator);
    public static readonly Operation Attach = new("container.attach", PanelRole.Operator);
    public static readonly Operation Resize = new("container.resize", PanelRole.Operator);
    public static readonly Operation Exec = new("container.exec", PanelRole.Operator);
    public static readonly Operation ReadFiles = new("container.read-files", PanelRole.Operator);
    public static readonly Operation List = new("container.list", PanelRole.Viewer);
    public static readonly Operation Inspect = new("container.inspect", PanelRole.Viewer);
    public static readonly Operation Wait = new("container.wait", PanelRole.Viewer);
    public static readonly Operation Logs = new("container.logs", PanelRole.Viewer);
    public static readonly Operation Stats = new("container.stats", PanelRole.Viewer);
    public static readonly Operation Processes = new("container.processes", PanelRole.Viewer);
    public static readonly Operation Changes = new("container.changes", PanelRole.Viewer);
}
