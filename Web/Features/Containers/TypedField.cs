using Microsoft.AspNetCore.Components;

namespace Panel.Web.Features.Containers;

/// <summary>A field that shows the latest input. A dialog passes parameters late: a field drawn from them would lose characters.</summary>
public abstract class TypedField : ComponentBase
{
    private string? _known;

    /// <summary>The value to show when nothing was typed since.</summary>
    [Parameter]
    public string Value { get; set; } = "";

    /// <summary>Raised for each input.</summary>
    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    /// <summary>The shown text.</summary>
    protected string Text { get; private set; } = "";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Value != _known) _known = Text = Value;
    }

    /// <summary>Stores the input and raises the event.</summary>
    protected Task TypeAsync(string? text)
    {
        _known = Text = text ?? "";
        return ValueChanged.InvokeAsync(Text);
    }
}
