using Microsoft.AspNetCore.Components;

namespace Panel.Web.Features.Containers;

/// <summary>A field that shows what its user typed last. A dialog gives its fields their parameters late: drawn from those, a field would take characters back.</summary>
public abstract class TypedField : ComponentBase
{
    private string? _known;

    /// <summary>What it shows when nothing was typed since.</summary>
    [Parameter]
    public string Value { get; set; } = "";

    /// <summary>Something was typed.</summary>
    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    /// <summary>What it shows.</summary>
    protected string Text { get; private set; } = "";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Value != _known) _known = Text = Value;
    }

    /// <summary>Takes what was typed and tells it on.</summary>
    protected Task TypeAsync(string? text)
    {
        _known = Text = text ?? "";
        return ValueChanged.InvokeAsync(Text);
    }
}
