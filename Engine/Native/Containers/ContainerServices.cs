using Microsoft.Extensions.Logging;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Logs;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Volumes;

namespace Panel.Engine.Native.Containers;

/// <summary>The engine's other services, which containers need.</summary>
internal sealed record ContainerServices(
    EngineOptions Options, EnginePaths Paths, string BootId, ImageStore Images, NetworkManager Networks, VolumeManager Volumes,
    LogReader Logs, EventBus Events, TimeProvider Time, ILogger Logger, KeptProblems Problems);
