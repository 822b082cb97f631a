using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>What can be done to images, and the role that each takes.</summary>
internal static class ImageRights
{
    public static readonly Operation Look = new("image.list", PanelRole.Viewer);
    public static readonly Operation LookInside = new("image.layer", PanelRole.Viewer);
    public static readonly Operation Import = new("image.import", PanelRole.Operator);
    public static readonly Operation Pull = new("image.pull", PanelRole.Operator);
    public static readonly Operation Push = new("image.push", PanelRole.Operator);
    public static readonly Operation Save = new("image.save", PanelRole.Operator);
    public static readonly Operation Load = new("image.load", PanelRole.Operator);
    public static readonly Operation Tag = new("image.tag", PanelRole.Operator);
    public static readonly Operation Remove = new("image.remove", PanelRole.Operator, FreesSpace: true);
}
