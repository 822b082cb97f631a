using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;
using Panel.Engine.Contract;

namespace Panel.Web.Components.Layout;

/// <summary>Ctrl+K: opens any page or container by a part of its name.</summary>
public sealed partial class CommandPalette
{
    private const int Shown = 10;
    private static readonly Target[] Pages =
    [
        new("Dashboard", "page", "/"), new("Containers", "page", "/containers"), new("New container", "page", "/containers/new"),
        new("Images", "page", "/images"), new("Registries", "page", "/registries"), new("Stats", "page", "/stats"), new("Jobs", "page", "/jobs"), new("Events", "page", "/events"),
        new("Recordings", "page", "/recordings"), new("Audit", "page", "/audit"),
    ];

    private ElementReference _input;
    private IReadOnlyList<Target> _targets = Pages;
    private string _text = "";
    private int _selected;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private IContainerEngine Engine { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private IReadOnlyList<Target> Matches =>
        [.. _targets.Where(target => target.Name.Contains(_text.Trim(), StringComparison.OrdinalIgnoreCase)).Take(Shown)];

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        var containers = await Engine.Containers.ListAsync();
        _targets = [.. Pages, .. containers.Select(container => new Target(container.Name, "container", $"/containers/{container.Id}"))];
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _input.FocusAsync();
        }
    }

    private void OnKey(KeyboardEventArgs key)
    {
        var matches = Matches;
        _selected = key.Key switch
        {
            "ArrowDown" => Math.Min(_selected + 1, Math.Max(0, matches.Count - 1)),
            "ArrowUp" => Math.Max(_selected - 1, 0),
            "Enter" => _selected,
            _ => 0,
        };
        if (key.Key == "Enter" && _selected < matches.Count)
        {
            Go(matches[_selected]);
        }
    }

    private void Go(Target target)
    {
        Dialog.Close();
        Navigation.NavigateTo(target.Address);
    }

    private sealed record Target(string Name, string Kind, string Address);
}
