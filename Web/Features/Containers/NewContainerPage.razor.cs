using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using MudBlazor;
using Panel.Engine.Contract;
using Panel.Web.Features.Containers.Recreation;
using Panel.Web.Features.Images.Transfers;
using Panel.Web.Jobs;

namespace Panel.Web.Features.Containers;

/// <summary>The form for a new container, for a copy of one, or for the replacement of one. Input stays until the container is created.</summary>
public sealed partial class NewContainerPage
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);
    private ContainerForm _form = new();
    private readonly FormErrors _errors = new();
    private IReadOnlyList<string> _tags = [];
    private IReadOnlyList<string> _names = [];
    private SecurityDetails? _security;
    private string? _unclear;
    private bool _working;
    private bool _showError;
    private ContainerSummary? _origin;
    private ContainerSpec? _whole;
    private ContainerSpec? _before;
    private RunningJob? _pull;
    private IReadOnlyList<ContainerSummary> _sharers = [];
    private bool _withSharers;

    [Inject]
    private ContainerLaunch Launch { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime JavaScript { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    [Inject]
    private ContainerRecreation Recreation { get; set; } = default!;

    [Inject]
    private MissingImages Missing { get; set; } = default!;

    [Inject]
    private AuthenticationStateProvider Person { get; set; } = default!;

    /// <summary>A container to copy.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    private string? CopyOf { get; set; }

    /// <summary>A container to replace.</summary>
    [SupplyParameterFromQuery(Name = "edit")]
    private string? Edited { get; set; }

    /// <summary>The image to begin with.</summary>
    [SupplyParameterFromQuery(Name = "image")]
    private string? StartImage { get; set; }

    private string? ImageHint => _tags.Count == 0 ? "This machine has no images yet. The panel pulls the image that you enter." : null;

    private string NetworkHint => _form.NetworkMode switch
    {
        "host" => "It uses the host's addresses and ports directly; nothing isolates it from the host's network.",
        "none" => "It has only its own loopback.",
        _ when IsJoinedRemoved => "The container whose network it shared was removed. Choose another network.",
        _ => "It shares that container's addresses and ports. That container must be running when this one starts.",
    };

    private bool IsJoinedRemoved => NamespaceSharing.Joined(_form.NetworkMode) is { } name && !_names.Contains(name);

    private bool IsEdit => Edited is not null;

    private string Title => _origin is null ? "New container" : IsEdit ? $"Edit {_origin.Name}" : $"Duplicate {_origin.Name}";

    private string Verb => IsEdit ? "Recreate" : _form.StartAtOnce ? "Create and start" : "Create";

    private string Doing => _pull is { View.HasEnded: false } ? "Pulling the image…" : IsEdit ? "Recreating…" : _form.StartAtOnce ? "Creating and starting…" : "Creating…";

    private string? Summary => _errors.General ?? _errors.Only ?? (_errors.Any ? "Fix the highlighted fields." : null);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _form.Image = StartImage ?? "";
        // Before the rest: a choice whose options come later than its value shows another.
        await FollowAsync(async cancellation =>
        {
            _tags = [.. (await Engine.Images.ListAsync(cancellation)).SelectMany(image => image.RepositoryTags).Order()];
            var all = await Engine.Containers.ListAsync(cancellationToken: cancellation);
            if ((Edited ?? CopyOf) is { Length: > 0 } origin) await BeginWithAsync(origin, all, cancellation);
            _names = [.. all.Select(container => container.Name).Where(name => !IsEdit || name != _origin?.Name).Order()];
        });
        Assess();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_showError && !_working)
        {
            _showError = false;
            await JavaScript.InvokeVoidAsync("panel.focusInvalid", Leaving);
        }
    }

    private async Task BeginWithAsync(string origin, IEnumerable<ContainerSummary> all, CancellationToken cancellationToken)
    {
        _origin = (await Engine.Containers.InspectAsync(origin, cancellationToken)).Summary;
        _whole = NamespaceSharing.Named(await Recreation.ReadAsync(_origin.Id, cancellationToken), all);
        if (IsEdit) _sharers = await NamespaceSharing.SharersAsync(Engine.Containers, _origin.Id, cancellationToken);
        _form = ContainerFormWriter.Of(_whole with { Name = IsEdit ? _origin.Name : null });
        _before = ContainerFormReader.Draft(_form, whole: true);
        _form.StartAtOnce = !IsEdit || _origin.State.IsRunning;
    }

    // Runs after each change, so that the user sees anything weaker than the default before the container exists.
    private void Assess()
    {
        try
        {
            (_security, _unclear) = (Engine.Containers.AssessSecurity(ContainerFormReader.Draft(_form)), null);
        }
        catch (EngineException error)
        {
            (_security, _unclear) = (null, error.Message);
        }
    }

    private async Task SubmitAsync()
    {
        if (_working)
        {
            return;
        }

        _form.DropBlankRows();
        if (new ContainerFormReader(_errors).Read(_form) is not { } spec)
        {
            _showError = true;
            return;
        }

        if (_whole is not null && _before is not null) spec = SpecEdit.Apply(_whole, _before, spec) with { Name = spec.Name };
        (_working, _pull) = (true, null);
        try
        {
            if (await WithImageAsync(spec) is not { } whole) return;
            // Not cancelled when the page is left: what was asked for is done.
            var created = IsEdit ? await Recreation.ReplaceAsync(_origin!.Id, whole, _form.StartAtOnce, _withSharers)
                : _form.StartAtOnce ? await Launch.RunAsync(whole) : await Engine.Containers.CreateAsync(whole);
            foreach (var warning in created.Warnings)
            {
                Snackbar.Add(warning, Severity.Warning);
            }

            if (!Leaving.IsCancellationRequested)
            {
                Navigation.NavigateTo($"/containers/{created.Id}{(_form.StartAtOnce ? "/log" : "")}");
            }
        }
        catch (Exception error)
        {
            _errors.Place(FieldOf(error, spec), Describe(error));
            _showError = true;
        }
        finally
        {
            _working = false;
        }
    }

    // Pulls a missing image first, so that nothing is created or stopped before everything is on the disk. Null when it cannot be pulled.
    private async Task<ContainerSpec?> WithImageAsync(ContainerSpec spec)
    {
        if (await Missing.IsHereAsync(spec.Image, CancellationToken.None)) return spec;
        var qualified = await Missing.QualifyAsync(spec.Image, CancellationToken.None);
        _pull = await Missing.PullAsync(qualified, (await Person.GetAuthenticationStateAsync()).User);
        while (await Task.WhenAny(_pull.Ended, Task.Delay(Pace)) != _pull.Ended) StateHasChanged();
        var ended = _pull.View.Row;
        if (ended.State == JobState.Succeeded) return spec with { Image = qualified };
        _errors.Place("Image", ended.Outcome!);
        _showError = true;
        return null;
    }

    private string? FieldOf(Exception error, ContainerSpec spec) => error switch
    {
        InvalidInputException invalid => invalid.Field,
        ConflictException conflict => conflict.Field,
        NotPermittedException refused => refused.Field,
        ObjectNotFoundException when !_tags.Contains(spec.Image) && !_tags.Contains(spec.Image + ":latest") => "Image",
        _ => null,
    };
}
